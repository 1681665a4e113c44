import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { joinRows, madeUpRows, writeNpy } from '../data/drawing-fixtures.ts';
import { type FileServer, startFileServer } from '../data/file-server.ts';
import { captureIo } from './captured-io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function qdl(words: string[], options: Parameters<typeof captureIo>[0] = {}) {
  const io = captureIo(options);
  const code = await main(['data', ...words], io);
  return { code, out: io.out(), err: io.err() };
}

/** The objects on stdout, which holds nothing else. */
async function json(words: string[]) {
  const { code, out, err } = await qdl([...words, '--json']);
  const records = out
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  return { code, err, records, summary: records.at(-1) };
}

function fill(): void {
  writeNpy(join(folder, 'alarm clock.npy'), madeUpRows(0, 120));
  writeNpy(join(folder, 'cat.npy'), joinRows(madeUpRows(500, 50), madeUpRows(500, 2), madeUpRows(7, 1)));
}

describe('qdl data list', () => {
  it('lists categories', async () => {
    fill();
    const { code, out } = await qdl(['list', '--data', folder]);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 3)).toEqual([
      'category     drawings  format     size  file',
      'alarm clock       120  npy     94.2 kB  alarm clock.npy',
      'cat                53  npy     41.7 kB  cat.npy',
    ]);
    expect(out).toContain(`2 categories, 173 drawings, 136 kB in ${folder}\n`);
  });

  it('lists them for machines', async () => {
    fill();
    const { records } = await json(['list', '--data', folder, '--categories', 'Cat']);
    expect(records).toEqual([
      {
        type: 'category',
        name: 'cat',
        drawings: 53,
        files: [{ path: join(folder, 'cat.npy'), format: 'npy', count: 53, bytes: 41_680 }],
      },
      { type: 'summary', path: folder, categories: 1, drawings: 53, bytes: 41_680, notes: [] },
    ]);
  });

  it.each([
    [['--categories', 'caat'], /^error: 'caat' is not one of the 345 categories\.\n +Did you mean 'cat'\?/],
    [['--categories', 'dog'], /^error: .* has no file of dog\.\n +It has alarm clock, cat\./],
    [['--data', 'nowhere'], /^error: There is no folder .*nowhere\./],
  ])('%j is wrong use', async (words, message) => {
    fill();
    const { code, err } = await qdl(['list', '--data', folder, ...words]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('qdl data stats', () => {
  it('counts ink, duplicates and sides', async () => {
    fill();
    const { summary, records } = await json(['stats', '--data', folder]);
    expect(records[1]).toMatchObject({ name: 'cat', drawings: 53, duplicates: 2 });
    expect(summary).toMatchObject({
      categories: 2,
      drawings: 173,
      duplicates: { within: 2, between: [{ categories: ['alarm clock', 'cat'], count: 1 }] },
    });
    const { train, validation, test } = summary.split;
    expect(train + validation + test).toBe(173);
    expect(summary.emptiest.drawing).toMatch(/^[0-9a-f]{16}$/);
  });

  it('splits by the seed', async () => {
    fill();
    const split = async (seed: string) =>
      (await json(['stats', '--data', folder, '--seed', seed])).summary.split;
    expect(await split('1')).toEqual(await split('1'));
    expect(await split('1')).not.toEqual(await split('2'));
  });

  it('says it in words', async () => {
    fill();
    const { out } = await qdl(['stats', '--data', folder]);
    expect(out).toContain(
      'Twice: 2 drawings within a category, 1 in two categories\n  1 in alarm clock and cat\n',
    );
  });
});

describe('qdl data verify', () => {
  it('is content with good files, and tells what is odd', async () => {
    fill();
    const { code, out } = await qdl(['verify', '--data', folder]);
    expect(code).toBe(0);
    expect(out).toContain('odd     cat: 2 drawings occur earlier in the category\n');
    expect(out).toContain(`Read 2 files, 173 drawings in ${folder}: 0 broken, 2 odd.\n`);
  });

  it('goes on after broken files, tells all of them, and fails', async () => {
    fill();
    const bytes = readFileSync(join(folder, 'cat.npy'));
    writeFileSync(join(folder, 'cow.npy'), bytes.subarray(0, 5000));
    writeFileSync(join(folder, 'dog.npy'), 'nonsense');
    writeNpy(join(folder, 'owl.npy'), new Uint8Array(784).fill(255));
    const { code, err, records, summary } = await json(['verify', '--data', folder]);
    const broken = records.filter(({ kind }) => kind === 'broken');
    expect(broken.map(({ where }) => where.slice(folder.length + 1))).toEqual([
      'cow.npy',
      'dog.npy',
      'owl.npy',
      'owl.npy',
    ]);
    expect(broken[0].what).toMatch(/^is cut off: its header claims 53 drawings .*missing$/);
    expect(summary).toMatchObject({ files: 3, drawings: 174, broken: 4, odd: 2 });
    expect(err).toMatch(/^error: 4 things are broken in /);
    expect(code).toBe(1);
  });
});

describe('qdl data show', () => {
  it('writes a contact sheet, the same for the same seed', async () => {
    fill();
    const sheet = async (name: string, seed: string) => {
      const words = ['show', '--data', folder, '--count', '4', '--seed', seed, '--out', join(folder, name)];
      const { summary } = await json(words);
      expect(summary).toMatchObject({ sheet: join(folder, name), drawings: 8, categories: 2 });
      return readFileSync(join(folder, name));
    };
    const first = await sheet('a.png', '1');
    expect(first.subarray(1, 4).toString()).toBe('PNG');
    expect(await sheet('b.png', '1')).toEqual(first);
    expect(await sheet('c.png', '2')).not.toEqual(first);
  });

  it('takes what there is when there is less', async () => {
    fill();
    const out = join(folder, 'sheet.png');
    const { out: said } = await qdl(['show', '--data', folder, '--count', '100', '--out', out]);
    expect(said).toMatch(/^153 drawings of 2 categories in .*sheet\.png \(\d+ × \d+ pixels, .*\)\n$/);
  });

  it('says why it cannot be written', async () => {
    fill();
    const words = ['show', '--data', folder, '--out'];
    const missing = await qdl([...words, join(folder, 'none', 'a.png')]);
    expect(missing.code).toBe(1);
    expect(missing.err).toMatch(
      /^error: Cannot write .*a\.png: its folder does not exist \(.*none\)\.\n +Make the folder/,
    );
    const other = await qdl([...words, join(folder, 'a.jpg')]);
    expect(other.code).toBe(2);
    expect(other.err).toMatch(
      /is a PNG; --out .*a\.jpg is the name of something else\.\n +Call it .*a\.png\./,
    );
  });

  it('shows a preview on a terminal with colors, and nowhere else', async () => {
    fill();
    const words = ['show', '--data', folder, '--out', join(folder, 'sheet.png')];
    const seen = await qdl(words, { terminal: 80 });
    const rows = seen.out.split('\n').filter(line => line.includes('▀'));
    expect(rows).toHaveLength(2 * 13);
    for (const row of rows) expect(row.match(/▀/g)).toHaveLength(80);
    expect((await qdl(words)).out).not.toContain('▀');
    expect((await qdl(words, { terminal: 80, env: { NO_COLOR: '1' } })).out).not.toContain('▀');
  });

  it('tells a place that cannot be written', async () => {
    fill();
    const { code, err } = await qdl([
      'show',
      '--data',
      folder,
      '--out',
      join(folder, 'cat.npy', 'sheet.png'),
    ]);
    expect(err).toMatch(/^error: Cannot write .*sheet\.png: a part of the path is a file, not a folder\./);
    expect(code).toBe(1);
  });
});

describe('qdl data get', () => {
  let server: FileServer;
  const bytes = Buffer.alloc(10_000, 7);
  beforeEach(async () => {
    server = await startFileServer({
      files: { '/full/numpy_bitmap/cat.npy': bytes, '/full/simplified/cat.ndjson': bytes },
    });
  });
  afterEach(() => server.close());

  const get = (...words: string[]) => [
    'get',
    '--base-url',
    server.url,
    '--dir',
    join(folder, 'new'),
    ...words,
  ];

  it('downloads, and says whose the drawings are', async () => {
    const { code, out, err } = await qdl(get('--categories', 'Cat'));
    expect(err).toBe('');
    expect(out).toMatch(
      /^1 file downloaded to .*new \(10\.0 kB in \d+ ms\)\.\nThe drawings are .* CC BY 4\.0\.\n$/,
    );
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'new', 'cat.npy'))).toEqual(bytes);
  });

  it('knows other formats', async () => {
    expect((await qdl(get('--categories', 'cat', '--format', 'simplified'))).code).toBe(0);
    expect(existsSync(join(folder, 'new', 'cat.ndjson'))).toBe(true);
  });

  it('tells each file and a summary to machines, and fails when one failed', async () => {
    const { code, err, records, summary } = await json(get('--categories', 'dog,cat'));
    expect(records.map(({ type, category, state }) => [type, category, state])).toEqual(
      expect.arrayContaining([
        ['file', 'dog', 'failed'],
        ['file', 'cat', 'downloaded'],
        ['summary', undefined, undefined],
      ]),
    );
    expect(summary).toMatchObject({ type: 'summary', downloaded: 1, present: 0, failed: 1, bytes: 10_000 });
    expect(err).toMatch(/^warning: The server has no .*dog\.npy \(404\)\./);
    expect(err).toContain('error: 1 of 2 files failed: dog.\n');
    expect(code).toBe(1);
  });

  it('tells with --dry-run what it would do, and does nothing', async () => {
    const { code, out } = await qdl(get('--categories', 'cat', '--dry-run'));
    expect(out).toBe(
      'category     size  to do\ncat       10.0 kB  download\n\n1 file to download: 10.0 kB.\n',
    );
    expect(code).toBe(0);
    const { summary } = await json(get('--categories', 'cat', '--dry-run'));
    expect(summary).toEqual({ type: 'summary', files: 1, bytes: 10_000, unknown: 0 });
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  it.each([
    [[], /^error: It is not said what to download\.\n +Name categories/],
    [['--all', '--categories', 'cat'], /^error: --categories and --all exclude each other\./],
    [['--categories', 'alarm clok'], /Did you mean 'alarm clock'\?/],
    [
      ['--categories', 'cat', '--base-url', 'ftp://x'],
      /^error: 'ftp:\/\/x' is not the address of a mirror\./,
    ],
    [
      ['--categories', 'cat', '--concurrency', '0'],
      /^error: --concurrency is '0'; it must be a whole number from 1/,
    ],
    [
      ['--categories', 'cat', '--format', 'png'],
      /^error: --format is 'png'; it must be one of bitmap, simplified/,
    ],
  ])('%j is wrong use', async (words, message) => {
    const { code, err } = await qdl(get(...words));
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});
