import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/errors.ts';
import { conductStudy, descentStudy, resumeStudy, type StudyEvent } from '../../../src/studies/index.ts';
import type { CellResult } from '../../../src/sweep/index.ts';
import { readStudy } from '../../../src/sweep/index.ts';
import { train } from '../../../src/train/index.ts';
import { serialExecutor } from '../../sweep/serial-executor.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-descent-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const createExecutor = serialExecutor();
const tiny = {
  categories: ['apple', 'cat', 'star'],
  widths: [2, 3],
  labelNoise: [0.3],
  samples: [60],
  epochs: 6,
  batch: 16,
  learningRate: 0.02,
  seeds: 2,
};

const resultsOf = async (directory: string) => {
  const { cells } = await readStudy(directory);
  return cells.map(({ key, factors }) => ({
    factors,
    result: JSON.parse(readFileSync(join(directory, 'cells', `${key}.json`), 'utf8')) as CellResult,
  }));
};
const table = (directory: string) => readFileSync(join(directory, 'results.csv'), 'utf8');

describe('the double descent laboratory', () => {
  it('tells what the grid will take, then measures first and last weights of every cell', async () => {
    const events: StudyEvent[] = [];
    const out = join(folder, 'plain');
    const { record } = await conductStudy(descentStudy, tiny, {
      out,
      createExecutor,
      onEvent: event => events.push(event),
    });
    const estimate = events.find(event => event.type === 'estimate')!;
    expect(estimate.cost).toMatchObject({ cells: 4 });
    expect(estimate.cost.seconds).toBeGreaterThan(0);
    // 6 operations for each multiplication of 60 drawings and 6 epochs, of widths 2 and 3 with two seeds.
    const forward = (k: number) =>
      9 * (784 * k + 196 * 2 * k * k + 49 * 8 * k * k + 9 * 32 * k * k) + 64 * k * k + 24 * k;
    expect(estimate.cost.flops).toBe(6 * 60 * 6 * 2 * (forward(2) + forward(3)));
    expect(events.findIndex(({ type }) => type === 'estimate')).toBeLessThan(
      events.findIndex(({ type }) => type === 'planned'),
    );
    expect(existsSync(join(out, 'work'))).toBe(false);

    expect(record).toMatchObject({ kind: 'double-descent', state: 'finished' });
    expect(record.rows).toHaveLength(2);
    expect(record.verdicts).toHaveLength(2);
    for (const verdict of record.verdicts)
      expect(verdict).toMatchObject({ regularization: 'none', labelNoise: 0.3, words: expect.any(String) });
    for (const { result } of await resultsOf(out)) {
      expect(result).toMatchObject({ epochs: 6, ended: 'epochs', drawings: { train: 60 } });
      expect(result.curve).toHaveLength(6);
      if (result.bestEpoch === 6) expect(result.last!.train).toEqual(result.train);
      else expect(result.last!.train.loss).not.toBe(result.train.loss);
    }
  });

  it('gives each cell the bits of the same run alone', async () => {
    const { result } = (await resultsOf(join(folder, 'plain')))[0]!;
    const out = join(folder, 'alone');
    await train({ ...(result.config as object), threads: 2 }, { out });
    const weights = readFileSync(join(out, 'checkpoints', 'best.safetensors'));
    expect(createHash('sha256').update(weights).digest('hex')).toBe(result.files.weights);
  });

  it('expects of noisy test labels what drawing them would give in the mean', async () => {
    for (const { result } of await resultsOf(join(folder, 'plain'))) {
      const { test, noisyTest } = result.last!;
      // Symmetric: right with 0.7 where the answer is the label, with 0.15 where it is another.
      expect(noisyTest!.accuracy).toBeCloseTo(0.7 * test!.accuracy + 0.15 * (1 - test!.accuracy), 12);
    }
  });

  it('goes on with other flags, says what differs, and keeps what still holds', async () => {
    const events: StudyEvent[] = [];
    const { record } = await resumeStudy(
      descentStudy,
      join(folder, 'plain'),
      { seeds: 3 },
      { createExecutor, onEvent: event => events.push(event) },
    );
    expect(record.cells).toHaveLength(6);
    expect(events).toContainEqual({ type: 'planned', cells: 6, found: 4 });
    expect(
      events.filter(({ type }) => type === 'note').map(event => 'text' in event && event.text),
    ).toContainEqual(expect.stringContaining('seeds was 2 and is 3 now'));
  });

  it('does not begin what takes days unless it may', async () => {
    const out = join(folder, 'days');
    const days = conductStudy(
      descentStudy,
      { ...tiny, widths: [64], epochs: 2_000_000, seeds: 20 },
      { out, createExecutor, threads: 1 },
    );
    await expect(days).rejects.toThrow(UsageError);
    await expect(days).rejects.toThrow(/would take about [\d.]+ days on this machine/);
    expect(existsSync(out)).toBe(false);
  });

  it('finds doubtful labels first where label sets are compared, and goes on from there', async () => {
    const wish = {
      ...tiny,
      labelNoise: [0, 0.3],
      compare: ['clean', 'natural', 'injected'],
      noiseKind: 'confusion',
      seeds: 1,
    };
    const out = join(folder, 'compared');
    const events: StudyEvent[] = [];
    const { record } = await conductStudy(descentStudy, wish, {
      out,
      createExecutor,
      onEvent: event => events.push(event),
    });
    const titles = events.flatMap(event => (event.type === 'stage' ? [event.title] : []));
    expect(titles).toEqual([
      'How long to train the networks that judge labels',
      'Judging labels by cross-validation',
    ]);
    expect(record.design).toMatchObject({
      naturalWrongShare: expect.any(Number),
      doubtful: expect.any(Number),
    });
    const doubtful = readFileSync(join(out, 'doubtful.txt'), 'utf8').trimEnd().split('\n').filter(Boolean);
    expect(doubtful).toHaveLength(record.design.doubtful as number);
    const results = await resultsOf(out);
    expect(results.map(({ factors }) => factors.labels)).toEqual(
      [2, 3].flatMap(() => ['clean', 'natural', 'injected']),
    );
    for (const { factors, result } of results) {
      // As many drawings in every set: others have taken the place of those left out.
      expect(result.drawings.train).toBe(60);
      expect(result.config.exclude === null).toBe(factors.labels !== 'clean');
      expect(result.config.labelNoiseShape === null).toBe(factors.labels !== 'injected');
    }

    const ran: string[] = [];
    await resumeStudy(
      descentStudy,
      out,
      {},
      {
        createExecutor,
        onEvent: event => {
          if (event.type === 'finished') ran.push(event.name);
        },
      },
    );
    expect(ran).toEqual([]);
  });

  it('runs the others where a cell fails from its first steps on', async () => {
    const { record } = await conductStudy(
      descentStudy,
      { ...tiny, optimizer: ['adam', 'sgd:1e30'], learningRate: null, widths: [2], seeds: 1 },
      { out: join(folder, 'diverged'), createExecutor },
    );
    expect(record.failures).toMatchObject([{ name: 'width 2, sgd 1e+30, 30% noise, seed 1' }]);
    expect(record.failures[0]!.message).toContain('not a number');
    expect(record.rows).toMatchObject([{ training: 'adam 0.001' }]);
  });

  it('names a cell that failed, and tries it again', async () => {
    const out = join(folder, 'failed');
    const before = ({ name }: { name: string }) => {
      if (name.startsWith('width 3') && name.endsWith('seed 2')) throw new Error('no space left on device');
    };
    const failed = await conductStudy(descentStudy, tiny, {
      out,
      createExecutor: serialExecutor({ before }),
    });
    expect(failed.record.state).toBe('failed');
    expect(failed.record.failures).toMatchObject([
      { name: 'width 3, 30% noise, seed 2', message: 'no space left on device' },
    ]);
    const mended = await resumeStudy(descentStudy, out, {}, { createExecutor });
    expect(mended.record).toMatchObject({ state: 'finished', failures: [] });
    expect(table(out).split('\n')[1]).toBe(table(join(folder, 'plain')).split('\n')[1]);
  });
});
