import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatByteRate,
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatPlural,
} from '../../src/cli/format.ts';
import { nearestName } from '../../src/cli/nearest.ts';
import { ProgressLine } from '../../src/cli/progress.ts';
import { Speed } from '../../src/cli/speed.ts';
import { formatTable } from '../../src/cli/table.ts';
import { fitText, joinToFit, textWidth, wrapText } from '../../src/cli/text-width.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [1536, '1.54 kB'],
    [9_999, '10.0 kB'],
    [99_960, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [39_100_000_000, '39.1 GB'],
    [2e18, '2000 PB'],
  ])('%d bytes: %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  it.each([
    [0, '0 ms'],
    [850.4, '850 ms'],
    [999.6, '1.0 s'],
    [12_340, '12.3 s'],
    [59_960, '1 min'],
    [125_000, '2 min 5 s'],
    [3_599_600, '1 h'],
    [3_780_000, '1 h 3 min'],
    [86_399_000, '1 d'],
    [90_000_000, '1 d 1 h'],
  ])('%d ms: %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });

  it('counts, shares, rates', () => {
    expect(formatCount(228_902)).toBe('228,902');
    expect(formatPercent(0.8683)).toBe('86.8%');
    expect(formatPercent(1, 0)).toBe('100%');
    expect(formatByteRate(1_400_000)).toBe('1.40 MB/s');
    expect(formatPlural(1, 'file')).toBe('1 file');
    expect(formatPlural(1200, 'category', 'categories')).toBe('1,200 categories');
  });
});

describe('text in a terminal', () => {
  it('has the width of what is seen', () => {
    expect(textWidth('cat')).toBe(3);
    expect(textWidth('\x1b[31mcat\x1b[39m')).toBe(3);
    expect(textWidth('猫 cat')).toBe(6);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('😀')).toBe(2);
  });

  it('is cut to fit', () => {
    expect(fitText('airplane', 8)).toBe('airplane');
    expect(fitText('airplane', 5)).toBe('airp…');
    expect(fitText('alarm clock', 7)).toBe('alarm…');
    expect(fitText('\x1b[31mairplane\x1b[39m', 5)).toBe('airp…');
    expect(fitText('猫猫猫', 4)).toBe('猫…');
    expect(fitText('x', 0)).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, width) => {
        expect(textWidth(fitText(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('is joined as far as it fits', () => {
    expect(joinToFit(['one', 'two', 'three'], ' · ', 9)).toBe('one · two');
    expect(joinToFit(['one', 'two', 'three'], ' · ', 8)).toBe('one');
    expect(joinToFit(['one'], ' · ', 2)).toBe('one');
  });

  it('is wrapped at blanks', () => {
    expect(wrapText('  indented', 80)).toEqual(['  indented']);
    expect(wrapText('a bb ccc dddd', 6)).toEqual(['a bb', 'ccc', 'dddd']);
    expect(wrapText('one\ntwo three', 80)).toEqual(['one', 'two three']);
    expect(wrapText('verylongword x', 4)).toEqual(['verylongword', 'x']);
    expect(wrapText('a b', Number.POSITIVE_INFINITY)).toEqual(['a b']);
  });
});

describe('formatTable', () => {
  const columns = [
    { title: 'category' },
    { title: 'drawings', align: 'right' },
    { title: 'file', optional: true },
  ] as const;
  const rows = [
    ['cat', '7,013', 'cat.npz'],
    ['The Great Wall of China', '204', 'The Great Wall of China.npz'],
  ];
  const table = (width: number) => formatTable(columns, rows, { width, styleTitle: title => title });

  it('aligns its columns', () => {
    expect(table(80)).toBe(
      [
        'category                 drawings  file',
        'cat                         7,013  cat.npz',
        'The Great Wall of China       204  The Great Wall of China.npz',
      ].join('\n'),
    );
  });

  it('leaves out what is optional, then shortens what is long', () => {
    expect(table(40)).not.toContain('file');
    expect(table(24).split('\n').at(-1)).toBe('The Great Wal…       204');
  });

  it('has its titles when there are no rows', () => {
    expect(formatTable(columns, [], { width: 80, styleTitle: title => title })).toBe(
      'category  drawings  file',
    );
  });
});

describe('ProgressLine', () => {
  function line({ live, columns = 20 }: { live: boolean; columns?: number }) {
    const state = { now: 0, written: '' };
    const stream = {
      columns,
      write(text: string) {
        state.written += text;
      },
    };
    return { state, progress: new ProgressLine(stream, live, () => state.now) };
  }

  it('is rewritten in place, ten times a second at most, and fits', () => {
    const { state, progress } = line({ live: true });
    progress.show(() => 'one');
    progress.show(() => 'two');
    state.now = 100;
    progress.show(() => 'a line that is too long');
    expect(state.written).toBe('\rone\x1b[K\ra line that is too…\x1b[K');
  });

  it('makes way for messages', () => {
    const { state, progress } = line({ live: true });
    progress.show(() => 'one');
    state.written = '';
    progress.above(() => {
      state.written += 'message\n';
    });
    expect(state.written).toBe('\r\x1b[Kmessage\n\rone\x1b[K');
    state.written = '';
    progress.end();
    progress.end();
    expect(state.written).toBe('\r\x1b[K');
  });

  it('is a plain line every ten seconds without a terminal', () => {
    const { state, progress } = line({ live: false });
    for (state.now = 0; state.now <= 25_000; state.now += 500) progress.show(() => `at ${state.now}`);
    progress.end();
    expect(state.written).toBe('at 10000\nat 20000\n');
  });
});

describe('Speed', () => {
  it('is of the last seconds', () => {
    const speed = new Speed(1000);
    expect(speed.perSecond).toBe(0);
    expect(speed.timeLeftMs(10)).toBeUndefined();
    for (let at = 0; at <= 5000; at += 100) speed.record(at / 10, at);
    expect(speed.perSecond).toBeCloseTo(100);
    for (let at = 5100; at <= 8000; at += 100) speed.record(500 + (at - 5000), at);
    expect(speed.perSecond).toBeCloseTo(1000);
    expect(speed.timeLeftMs(4500)).toBeCloseTo(1000);
    expect(speed.timeLeftMs(0)).toBe(0);
  });
});

describe('nearestName', () => {
  it('finds what was probably meant', () => {
    expect(nearestName('widht', ['width', 'depth'])).toBe('width');
    expect(nearestName('zzzzzz', ['width', 'depth'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });
});
