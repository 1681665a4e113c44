import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/report/calibration.ts';
import { chooseDrawings } from '../../src/report/embedded-drawings.ts';
import { workOut } from '../../src/report/findings.ts';
import { embeddedJson, html } from '../../src/report/html.ts';
import { cellColor } from '../../src/report/matrix-colors.ts';
import { Camera } from '../../src/report/page/camera.ts';
import { runCommand } from '../../src/report/run-command.ts';
import { mergeSynonyms } from '../../src/report/synonyms.ts';
import { durationText, intervalText, percentText } from '../../src/report/words.ts';
import { completeConfig } from '../../src/train/index.ts';
import { littleAnalysis, type MadeDrawing, makePredictions, makeRecord } from './made-run.ts';

describe('html', () => {
  it('escapes values, and leaves HTML as it is', () => {
    const inner = html`<b>${'a < b & "c"'}</b>`;
    expect(html`${inner}${undefined}${[inner]}${1}`.text).toBe(`${inner.text}${inner.text}1`);
    expect(inner.text).toBe('<b>a &lt; b &amp; &quot;c&quot;</b>');
    expect(embeddedJson({ name: '</script>' }).text).not.toContain('<');
  });
});

describe('words', () => {
  it('are as people read numbers', () => {
    expect(percentText(0.26415)).toBe('26.4%');
    expect(percentText(Number.NaN)).toBe('–');
    expect(intervalText({ low: 0.1, high: 0.2512 })).toBe('10.0–25.1%');
    expect([4.26, 42, 125, 3780].map(durationText)).toEqual(['4.3 s', '42 s', '2 min 5 s', '1 h 3 min']);
  });
});

describe('chooseDrawings', () => {
  const categories = ['a', 'b'];
  const drawings: MadeDrawing[] = Array.from({ length: 40 }, (_, row) => [row % 2, 0, 0.5 + row / 100]);
  const run = { categories, drawings };
  const findings = workOut(
    { directory: '', record: makeRecord(run), epochs: [], predictions: makePredictions(run) },
    littleAnalysis,
  );

  it('takes the surest of every cell, and what is wanted', () => {
    const rows = chooseDrawings(findings, [0, 1]);
    expect(rows).toHaveLength(2 * 12 + 2);
    expect(rows.slice(0, 2)).toEqual([38, 36]);
    expect(rows).toEqual(expect.arrayContaining([0, 1]));
    // Sorted by category, and within by how sure the network was.
    expect(rows.map(row => row % 2)).toEqual([...rows.map(row => row % 2)].sort());
  });

  it('takes fewer of each where there is no room, and never more than that', () => {
    expect(chooseDrawings(findings, [], 8)).toHaveLength(8);
    expect(chooseDrawings(findings, [], 1)).toHaveLength(1);
  });
});

describe('calibrate', () => {
  const drawings: MadeDrawing[] = Array.from({ length: 400 }, (_, row) => [row % 10 < 6 ? 0 : 1, 0, 0.95]);
  const predictions = makePredictions({ categories: ['a', 'b'], drawings });
  const labeled = { ...predictions, classes: 2 };

  it('takes sureness off that is too high, by the validation side or by halves', () => {
    const halves = calibrate(labeled, undefined);
    expect(halves.fittedOn).toBe('test-halves');
    expect(halves.asTrained.error.value).toBeCloseTo(0.35, 5);
    expect(halves.scaled.error.value).toBeLessThan(0.02);
    expect(halves.scaled.negativeLogLikelihood).toBeLessThan(halves.asTrained.negativeLogLikelihood);
    const same = calibrate(labeled, 1);
    expect(same.fittedOn).toBe('validation');
    expect(same.scaled.error.value).toBeCloseTo(same.asTrained.error.value, 6);
  });
});

describe('mergeSynonyms', () => {
  it('finds groups on the validation side and counts them on the test side', () => {
    const test = { classes: 3, counts: Uint32Array.of(5, 5, 0, 0, 10, 0, 1, 0, 9) };
    const validation = { classes: 3, counts: Uint32Array.of(10, 0, 0, 0, 10, 0, 5, 0, 5) };
    const { topOne, merged, groupedBy } = mergeSynonyms(test, validation);
    expect(groupedBy).toBe('validation');
    expect(topOne.correct).toBe(24);
    expect(merged[0]!.groups).toEqual([[0, 2]]);
    expect(merged[0]!.accuracy.correct).toBe(25);
    expect(mergeSynonyms(test, undefined).merged[0]!.groups).toEqual([[0, 1]]);
  });
});

describe('runCommand', () => {
  it('says what is not as it is by default', () => {
    const config = completeConfig({
      data: 'my drawings',
      categories: ['cat', 'hot dog'],
      perCategory: 50,
      width: 24,
      norm: 'batch',
      augmentation: { mirror: true, shift: 1.5 },
    });
    const record = makeRecord({ categories: ['cat', 'hot dog'], drawings: [], record: { config } });
    expect(runCommand(record)).toBe(
      'qdl train cnn --preset cnn --data "my drawings" --per-category 50 --width 24 --norm batch --shift 1.5 --mirror --categories "cat,hot dog"',
    );
  });
});

describe('cellColor', () => {
  it('gets darker on paper and lighter in the dark', () => {
    const brightness = (share: number, theme: 'light' | 'dark') =>
      cellColor(share, false, theme).reduce((sum, value) => sum + value, 0);
    for (const [less, more] of [
      [0.01, 0.05],
      [0.05, 0.2],
      [0.2, 0.5],
    ] as const) {
      expect(brightness(more, 'light')).toBeLessThan(brightness(less, 'light'));
      expect(brightness(more, 'dark')).toBeGreaterThan(brightness(less, 'dark'));
    }
    expect(cellColor(1, true, 'light')).not.toEqual(cellColor(1, false, 'light'));
  });
});

describe('Camera', () => {
  function made() {
    const camera = new Camera(100);
    camera.resize(500, 500);
    return camera;
  }

  it('sees everything at first, and zooms about a place that stays', () => {
    const camera = made();
    expect([camera.scale, camera.x, camera.y]).toEqual([5, 0, 0]);
    expect(camera.cellAt(250, 20)).toEqual({ column: 50, row: 4 });
    camera.zoom(4, 250, 20);
    expect(camera.cellAt(250, 20)).toEqual({ column: 50, row: 4 });
    expect(camera.scale).toBe(20);
    camera.zoom(0.001, 0, 0);
    expect(camera.isWhole).toBe(true);
    camera.zoom(1e9, 0, 0);
    expect(camera.scale).toBe(Camera.LARGEST);
  });

  it('never leaves the grid', () => {
    const camera = made();
    camera.zoom(2, 0, 0);
    camera.pan(9999, 9999);
    expect([camera.x, camera.y]).toEqual([0, 0]);
    camera.pan(-9999, -9999);
    expect([camera.x, camera.y]).toEqual([50, 50]);
    expect(camera.cellAt(-1, 3)).toBeUndefined();
    camera.reveal(3, 99);
    expect([camera.x, camera.y]).toEqual([3, 50]);
    camera.center(20, 20, 50);
    expect(camera.cellAt(250, 250)).toEqual({ column: 20, row: 20 });
  });

  it('keeps all of a grid in sight whose window changes', () => {
    const camera = made();
    camera.resize(200, 300);
    expect(camera.scale).toBe(2);
  });
});
