import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePng, drawingName, parseDrawingNames } from '../../src/data/index.ts';
import { RunError } from '../../src/errors.ts';
import { cleanRun, conductCleaning, resumeCleaning } from '../../src/studies/index.ts';
import { type CellResult, readOutOfSample } from '../../src/sweep/index.ts';
import { openRunDrawings, readRecord, train } from '../../src/train/index.ts';
import { readSeen } from '../../src/train/seen-drawings.ts';
import { serialExecutor } from '../sweep/serial-executor.ts';

let folder: string;
let runs = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-clean-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const createExecutor = serialExecutor();
const small = {
  categories: ['eyeglasses', 'lighthouse', 'rainbow', 'sock'],
  perCategory: 50,
  width: 3,
  epochs: 4,
  batch: 32,
  patience: 0,
  threads: 1,
};
const settings = { folds: 3, seed: 1, repeats: 1, margin: 0.02 };

/** The same run again, not cleaned yet. */
function copyRun(): string {
  const copy = join(folder, `run${runs++}`);
  cpSync(run, copy, { recursive: true, filter: path => path !== join(run, 'clean') });
  return copy;
}

let run: string;
let cleaned: Awaited<ReturnType<typeof cleanRun>>;
beforeAll(async () => {
  run = join(folder, 'run');
  await train(small, { out: run });
  cleaned = await cleanRun(run, settings, { createExecutor });
});

const learnedNames = async (config: Parameters<typeof openRunDrawings>[0]) => {
  const { parts, close } = await openRunDrawings(config, () => {});
  const sides = [await parts.train.contentHashes(), await parts.validation.contentHashes()];
  const test = await parts.test.contentHashes();
  await close();
  return { learned: sides.flatMap(side => [...side]).map(drawingName), test: [...test].map(drawingName) };
};

describe('qdl clean', () => {
  it('asks every drawing of the train and validation sides once, and no network that has seen it', async () => {
    const { config } = await readRecord(run);
    const asked: string[] = [];
    for (const key of readdirSync(join(run, 'clean', 'runs'))) {
      const directory = join(run, 'clean', 'runs', key);
      const result: CellResult = JSON.parse(readFileSync(join(run, 'clean', 'cells', `${key}.json`), 'utf8'));
      const { hashes, probabilities } = await readOutOfSample(directory, result.files.outOfSample);
      const hasSeen = await readSeen(directory);
      expect([...hashes].filter(hasSeen)).toEqual([]);
      expect(probabilities.length).toBe(4 * hashes.length);
      asked.push(...Array.from(hashes, drawingName));
    }
    expect(asked.sort()).toEqual((await learnedNames(config)).learned.sort());
  });

  it('writes a list with which training leaves out exactly the surest issues', async () => {
    const { report, list } = cleaned;
    const { config } = await readRecord(run);
    const listed = report.issues.filter(({ margin }) => margin <= -0.02).map(({ drawing }) => drawing);
    expect(listed.length).toBe(report.listed);
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.length).toBeLessThan(report.issues.length);
    expect([...parseDrawingNames(readFileSync(list, 'utf8'), list)].map(drawingName)).toEqual(listed);
    const before = await learnedNames(config);
    const after = await learnedNames({ ...config, exclude: list });
    expect(after.test).toEqual(before.test);
    expect(before.learned.filter(name => !after.learned.includes(name)).sort()).toEqual(listed.sort());
  });

  it('ranks issues in a table and draws the worst categories', () => {
    const [header, ...rows] = readFileSync(cleaned.table, 'utf8').trimEnd().split('\n');
    expect(header).toBe('drawing,given,suggested,selfConfidence,margin,listed');
    expect(rows).toHaveLength(cleaned.report.issues.length);
    const margins = rows.map(row => Number(row.split(',')[4]));
    expect(margins).toEqual(margins.toSorted((a, b) => a - b));
    expect(margins.every(margin => margin <= 0)).toBe(true);
    expect(cleaned.galleries.length).toBeGreaterThan(0);
    for (const path of cleaned.galleries)
      expect(decodePng(readFileSync(path), path).width).toBeGreaterThan(90);
    const { drawings, flagged, share } = JSON.parse(readFileSync(join(run, 'clean', 'summary.json'), 'utf8'));
    expect(share).toBe(flagged / drawings);
  });

  it('gives the same list after it was stopped and went on, without doing a fold again', async () => {
    const other = copyRun();
    const abort = new AbortController();
    let ran = 0;
    const first = serialExecutor({
      before: () => {
        if (ran++ === 1) abort.abort(new Error('stopped'));
      },
    });
    await expect(cleanRun(other, settings, { createExecutor: first, signal: abort.signal })).rejects.toThrow(
      'stopped',
    );
    let more = 0;
    const counting = serialExecutor({ before: () => more++ });
    const { list } = await cleanRun(other, settings, { createExecutor: counting });
    expect(more).toBe(2);
    const issues = (path: string) => readFileSync(path, 'utf8').split('\n').slice(1);
    expect(issues(list)).toEqual(issues(cleaned.list));
  });

  it('says what to do with a run that is not finished or whose drawings are others now', async () => {
    const other = copyRun();
    const path = join(other, 'run.json');
    const record = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...record, dataFingerprint: '0123456789abcdef' }));
    await expect(cleanRun(other, settings, { createExecutor })).rejects.toThrow(/other drawings/);
    writeFileSync(path, JSON.stringify({ ...record, state: 'interrupted', results: null }));
    await expect(cleanRun(other, settings, { createExecutor })).rejects.toThrow(RunError);
    await expect(cleanRun(run, { ...settings, folds: 50 }, { createExecutor })).rejects.toThrow(
      /too few for 50 folds/,
    );
  });
});

describe('the study of cleaning', () => {
  const wish = {
    categories: ['eyeglasses', 'rainbow', 'sock'],
    perCategory: 80,
    preset: 'cnn',
    epochs: 12,
    patience: 0,
    seeds: 1,
    folds: 2,
    noise: 0.2,
    margin: 0,
  };

  it('finds injected errors better than chance, and goes on where it was stopped', async () => {
    const out = join(folder, 'study');
    const abort = new AbortController();
    let ran = 0;
    const stopping = serialExecutor({
      before: () => {
        if (ran++ === 3) abort.abort(new Error('stopped'));
      },
    });
    await expect(
      conductCleaning(wish, { out, createExecutor: stopping, signal: abort.signal }),
    ).rejects.toThrow('stopped');
    const { record } = await resumeCleaning(
      out,
      {},
      { createExecutor: serialExecutor({ before: () => ran++ }) },
    );
    expect(record.state).toBe('finished');
    // 1 and 2 networks for the set as it is, 1 and 4 with noise, 2 and 3 without some; the fourth was begun twice.
    expect(record.cells).toHaveLength(13);
    expect(ran).toBe(14);
    const [asItIs, freed, injected, natural] = record.rows;
    for (const row of [asItIs!, freed!]) {
      const share = Number(row.flaggedShare);
      expect(Number(row.recall)).toBeGreaterThan(1.3 * share);
      expect(Number(row['precisionAt70Recall normalized-margin'])).toBeGreaterThan(0.35);
    }
    expect(injected).toMatchObject({ part: 'removal', set: 'injected noise', seeds: 1, differenceLow: null });
    expect(natural!.set).toBe('natural labels');
    const table = readFileSync(join(out, 'results.csv'), 'utf8').trimEnd().split('\n');
    expect(table).toHaveLength(14);
  }, 120_000);
});
