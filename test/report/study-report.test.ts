import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { RunError } from '../../src/errors.ts';
import { buildStudyReport } from '../../src/report/index.ts';
import { captureIo } from '../cli/captured-io.ts';
import { makeStudy } from './made-study.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-study-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sweepOptions = (draws: number) => ({
  data: null,
  counts: [10, 50, 345],
  models: ['cnn', 'gbdt'],
  widths: [4, 12],
  draws,
  perCategory: 200,
  norm: 'none',
  epochs: 60,
  patience: 5,
  rounds: 60,
  seed: 1,
  splitSeed: 1,
});

/** A sweep whose accuracies are known: 0.9, 0.7, 0.5 for k = 12, a tenth less for k = 4, ± 0.01 over draws; no trees on 345. */
function makeSweep(name: string, draws: number, cut = Number.POSITIVE_INFINITY, record = {}): string {
  const directory = join(folder, name);
  const cells = Array.from({ length: draws }, (_, at) => at + 1).flatMap(draw =>
    [10, 50, 345].flatMap((categories, step) => {
      const jitter = draws === 1 ? 0 : draw === 1 ? -0.01 : draw === 2 ? 0.01 : 0;
      const at = (width: number | '', test: number, train: number) => ({
        factors: { model: width === '' ? 'gbdt' : 'cnn', width, categories, draw, seed: draw },
        test: test + jitter,
        train,
      });
      const test = 0.9 - 0.2 * step;
      const nets = [at(4, test - 0.1, test - 0.05), at(12, test, test + 0.08)];
      return step === 2 ? nets : [...nets, at('', test - 0.12, 0.99)];
    }),
  );
  const names = Array.from({ length: 345 }, (_, index) => `category ${index}`);
  makeStudy(directory, {
    kind: 'categories',
    options: sweepOptions(draws),
    design: {
      counts: [10, 50, 345],
      perCategory: 200,
      draws: Array.from({ length: draws }, (_, at) => ({
        draw: at + 1,
        categories: at % 2 ? names.toReversed() : names,
      })),
    },
    cells: cells.map((cell, at) => (at < cut ? cell : { factors: cell.factors })),
    record,
  });
  return directory;
}

const baselineOptions = {
  data: null,
  categories: 50,
  perCategory: 1000,
  draws: 1,
  splits: 3,
  models: ['gbdt', 'mlp', 'tuned-mlp', 'cnn'],
  width: 24,
  epochs: 60,
  patience: 5,
  rounds: 60,
  seed: 1,
};

function makeBaselines(
  name: string,
  accuracies: Readonly<Record<string, readonly number[]>>,
  options: Partial<typeof baselineOptions> = {},
): string {
  const directory = join(folder, name);
  const cells = Object.entries(accuracies).flatMap(([model, splits]) =>
    splits.map((test, at) => ({
      factors: { model, recipe: 'plain', categories: 50, draw: 1, split: at + 1 },
      test,
    })),
  );
  const all = { ...baselineOptions, ...options };
  makeStudy(directory, { kind: 'baselines', options: all, design: { perCategory: 1000 }, cells });
  return directory;
}

async function pageOf(directory: string) {
  const report = await buildStudyReport(directory);
  const text = readFileSync(report.page, 'utf8');
  const { document } = parseHTML(text);
  const rows = (id: string) =>
    Array.from(document.querySelectorAll(`#table-${id} tbody tr`), row =>
      Array.from(row.children, cell => cell.textContent!.trim()),
    );
  const words = (id: string) => document.getElementById(id)?.textContent ?? '';
  return { report, text, document, rows, words };
}

describe('the page of a category sweep', () => {
  it('has the figures, the numbers with intervals, and what was published', async () => {
    const directory = makeSweep('three', 3);
    const { report, rows, document, text, words } = await pageOf(directory);
    for (const name of ['categories-accuracy', 'categories-loss'])
      for (const ending of ['svg', 'png'])
        expect(report.figures).toContain(join(directory, 'figures', `${name}.${ending}`));
    expect(report.notes).toEqual([]);
    const first = rows('sweep')[0]!;
    expect(first.slice(0, 5)).toEqual(['cnn, k = 4', '10', '1,000', '3', '80.0%']);
    // Three draws of 0.79, 0.81 and 0.80: standard deviation 0.01, t(0.975, 2) = 4.3027, so ± 2.48 points.
    expect(first[5]).toBe('77.5–82.5%');
    expect(rows('published').map(row => row[3])).toContain('71.30%');
    const svg = document.querySelector('#curves svg')!;
    expect(svg.getAttribute('aria-label')).toContain('cnn, k = 12: from 90.0% on 10 to 50.0% on 345');
    expect(svg.textContent).toContain('345');
    expect(readFileSync(join(directory, 'figures/categories-accuracy.svg'), 'utf8')).not.toContain('var(--');
    expect(words('curves')).toContain('On 345 categories every draw has the same ones');
    expect(document.getElementById('missing')).toBeNull();
    expect(/(src|href)="(?!data:|#)/.exec(text)?.[0]).toBeUndefined();
  });

  it('says that one draw has no interval', async () => {
    const { rows, words } = await pageOf(makeSweep('one', 1));
    expect(rows('sweep')[0]!.slice(3, 6)).toEqual(['1', '80.0%', '–']);
    expect(words('curves')).toContain('drawn once, so that there are no intervals');
  });

  it('draws what there is of a study that was killed, and says what is missing', async () => {
    const { rows, words, report } = await pageOf(
      makeSweep('killed', 1, 5, { state: 'running', endedAt: null }),
    );
    expect(rows('sweep')).toHaveLength(5);
    expect(words('missing')).toContain('under way, or was killed: of 8 runs 3 have no result');
    expect(words('missing')).toContain('cnn 12 345');
    expect(report.notes[0]).toContain('3 runs');
  });

  it('tells why runs failed', async () => {
    const failures = [{ key: '7'.padStart(16, '0'), name: 'cnn 12 345 1 1', message: 'no memory <left>' }];
    const { words, text } = await pageOf(makeSweep('failed', 1, 7, { state: 'failed', failures }));
    expect(words('missing')).toContain('cnn 12 345 1 1: failed: no memory <left>');
    expect(text).not.toContain('memory <left>');
  });

  it('draws a single number of categories', async () => {
    const directory = join(folder, 'single');
    makeStudy(directory, {
      kind: 'categories',
      options: { ...sweepOptions(1), counts: [10], models: ['mlp'] },
      design: {},
      cells: [{ factors: { model: 'mlp', width: '', categories: 10, draw: 1, seed: 1 }, test: 0.5 }],
    });
    const { rows } = await pageOf(directory);
    expect(rows('sweep')[0]!.slice(0, 2)).toEqual(['mlp', '10']);
    expect(readFileSync(join(directory, 'figures/categories-accuracy.svg'), 'utf8')).not.toContain('NaN');
  });

  it('refuses a study without any result, and one of a kind that has no page', async () => {
    await expect(buildStudyReport(makeSweep('empty', 1, 0))).rejects.toThrow('no result yet');
    const other = join(folder, 'other');
    makeStudy(other, { kind: 'dreams', options: {}, design: {}, cells: [] });
    await expect(buildStudyReport(other)).rejects.toThrow(RunError);
    expect(existsSync(join(other, 'report.html'))).toBe(false);
  });
});

describe('the page of a comparison of models', () => {
  const usual = {
    gbdt: [0.58, 0.6, 0.59],
    mlp: [0.5, 0.52, 0.51],
    'tuned-mlp': [0.6, 0.62, 0.61],
    cnn: [0.7, 0.72, 0.71],
  };

  it('has the models with the best first, beside what was published, and each split', async () => {
    const { rows, report, document } = await pageOf(makeBaselines('usual', usual));
    expect(rows('baselines').map(row => [row[0], row[1], row[3]])).toEqual([
      ['cnn', '71.0%', '72.03%'],
      ['tuned-mlp', '61.0%', '41.28%'],
      ['gbdt', '59.0%', '62.10%'],
      ['mlp', '51.0%', '41.28%'],
    ]);
    expect(rows('baselines')[1]![4]).toBe('10.0 (10.0 to 10.0)');
    expect(rows('repetitions')[1]).toEqual(['2', '60.0%', '52.0%', '62.0%', '72.0%']);
    expect(report.figures).toHaveLength(2);
    expect(document.querySelector('#models svg')!.getAttribute('aria-label')).toContain('gbdt 59.0%');
  });

  it.each([
    ['training', usual, /training, not the model/],
    [
      'tuning',
      { ...usual, mlp: [0.41, 0.4, 0.42] },
      /Tuning gains 20\.0 points.*closes 67% of that.*the training rather than the model/s,
    ],
    [
      'model',
      { ...usual, mlp: [0.3, 0.29, 0.31], 'tuned-mlp': [0.3, 0.31, 0.29] },
      /by these numbers it was the model/,
    ],
    ['halfway', { ...usual, mlp: [0.3, 0.29, 0.31], 'tuned-mlp': [0.35, 0.34, 0.36] }, /Tuning helps, but/],
    ['split', { mlp: [0.5], 'tuned-mlp': [0.6] }, /with one split there is no telling/],
    ['absent', { cnn: [0.7, 0.71] }, /takes both mlp and tuned-mlp/],
  ] as const)('answers whether it was the model or the training: %s', async (name, accuracies, answer) => {
    const { words } = await pageOf(makeBaselines(`answer-${name}`, accuracies));
    expect(words('answer')).toMatch(answer);
  });

  it('holds other numbers of categories against nothing', async () => {
    const { words } = await pageOf(makeBaselines('eight', usual, { categories: 8 }));
    expect(words('answer')).toContain('are of 50 categories, these numbers of 8');
    expect(words('answer')).not.toContain('not the model');
  });
});

describe('qdl report STUDY', () => {
  async function qdl(...argv: string[]) {
    const io = captureIo();
    return { code: await main(argv, io), out: io.out(), err: io.err() };
  }

  it('tells where the page is', async () => {
    const directory = makeSweep('told', 1, 6);
    const { code, out, err } = await qdl('report', directory, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      type: 'summary',
      study: 'made-study',
      page: join(directory, 'report.html'),
    });
    expect(err).toContain('2 runs of the study have no result');
  });

  it('refuses what only a run has', async () => {
    const { code, err } = await qdl('report', makeSweep('percentile', 1), '--percentile', '3');
    expect(code).toBe(2);
    expect(err).toContain('--percentile is for the report of a run');
  });
});
