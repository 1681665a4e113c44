import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeLock } from '../../src/data/node/index.ts';
import { RunError, UsageError } from '../../src/errors.ts';
import {
  baselinesStudy,
  categoriesStudy,
  conductStudy,
  resumeStudy,
  type StudyEvent,
} from '../../src/studies/index.ts';
import type { CellResult } from '../../src/sweep/index.ts';
import { readStudy } from '../../src/sweep/index.ts';
import { train } from '../../src/train/index.ts';
import { serialExecutor } from '../sweep/serial-executor.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-study-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let studies = 0;
const newPlace = () => join(folder, `study${studies++}`);

const grid = { models: ['cnn'], counts: [2, 4], widths: [1, 2], perCategory: 40, epochs: 2, patience: 0 };
const createExecutor = serialExecutor();

const table = (directory: string) => readFileSync(join(directory, 'results.csv'), 'utf8');
const cellsOf = (directory: string) => readdirSync(join(directory, 'cells')).sort();
const resultOf = (directory: string, key: string): CellResult =>
  JSON.parse(readFileSync(join(directory, 'cells', `${key}.json`), 'utf8'));
const digest = (...path: string[]) =>
  createHash('sha256')
    .update(readFileSync(join(...path)))
    .digest('hex');

let straight: Awaited<ReturnType<typeof conductStudy>>;
beforeAll(async () => {
  straight = await conductStudy(categoriesStudy, grid, { out: newPlace(), createExecutor });
});

describe('a study', () => {
  it('has a row for every cell and sums them up', () => {
    const { directory, record } = straight;
    expect(readdirSync(directory).sort()).toEqual(['cells', 'results.csv', 'study.json']);
    expect(record).toMatchObject({ kind: 'categories', state: 'finished', failures: [], failure: null });
    expect(record.cells.map(({ factors }) => [factors.categories, factors.width])).toEqual([
      [2, 1],
      [2, 2],
      [4, 1],
      [4, 2],
    ]);
    const [header, ...rows] = table(directory).trimEnd().split('\n');
    expect(header).toMatch(/^key,model,width,categories,draw,seed,trainDrawings,.*,testAccuracy,/);
    expect(rows.map(row => row.split(',').slice(0, 4))).toEqual(
      record.cells.map(({ key, factors }) => [key, 'cnn', String(factors.width), String(factors.categories)]),
    );
    const { test } = resultOf(directory, record.cells[3]!.key);
    expect(record.rows[3]).toMatchObject({
      width: 2,
      categories: 4,
      draws: 1,
      testAccuracy: test!.accuracy,
      testAccuracyLow: null,
    });
  });

  it('gives the bits of the same run alone, on any number of threads', async () => {
    for (const threads of [1, 2]) {
      const { key } = straight.record.cells[3]!;
      const result = resultOf(straight.directory, key);
      const { categories, perCategory, width, epochs, patience } = result.config as Record<string, never>;
      const out = join(folder, `alone${threads}`);
      const run = await train(
        { model: 'cnn', categories, perCategory, width, epochs, patience, threads },
        { out },
      );
      expect(digest(out, 'checkpoints', 'best.safetensors')).toBe(result.files.weights);
      expect(digest(out, 'predictions.npz')).toBe(result.files.predictions);
      expect(run.record.dataFingerprint).toBe(result.dataFingerprint);
      expect(run.results.test!.accuracy).toBe(result.test!.accuracy);
    }
  });

  it('reads for each cell alone what does not fit into memory together, with the same results', async () => {
    const wish = { ...grid, counts: [4], draws: 2 };
    const pooled = await conductStudy(categoriesStudy, wish, { out: newPlace(), createExecutor });
    // 130 kB is what the four categories of a cell take; those of both draws take more than 200 kB.
    const alone = await conductStudy(categoriesStudy, wish, {
      out: newPlace(),
      createExecutor: place => {
        expect(place.drawings.pool.size).toBe(0);
        return createExecutor(place);
      },
      memory: 200_000,
    });
    expect(table(alone.directory)).toBe(table(pooled.directory));
    expect(pooled.record.rows[0]!.testAccuracyLow).toBeTypeOf('number');
  });

  it('goes on after a stop at any cell, within it too, to the same table', async () => {
    for (const steps of [1, 3, 8, 14]) {
      const out = newPlace();
      const abort = new AbortController();
      let progress = 0;
      const onEvent = ({ type }: StudyEvent) => {
        if (type === 'progress' && ++progress === steps) abort.abort(new Error('Ctrl-C'));
      };
      const controls = { createExecutor, onEvent, signal: abort.signal };
      await expect(conductStudy(categoriesStudy, grid, { ...controls, out })).rejects.toThrow('Ctrl-C');
      expect((await readStudy(out)).state).toBe('interrupted');
      await resumeStudy(categoriesStudy, out, {}, { createExecutor });
      expect(table(out)).toBe(table(straight.directory));
      expect(existsSync(join(out, 'work'))).toBe(false);
    }
  });

  it('runs again only what has no result, or a damaged one', async () => {
    const { directory, record } = straight;
    const [first, second] = record.cells;
    rmSync(join(directory, 'cells', `${first!.key}.json`));
    writeFileSync(join(directory, 'cells', `${second!.key}.json`), '{"schema":1');
    const ran: string[] = [];
    const notes: string[] = [];
    const before = table(directory);
    await resumeStudy(
      categoriesStudy,
      directory,
      {},
      {
        createExecutor: serialExecutor({ before: ({ key }) => ran.push(key) }),
        onEvent: event => event.type === 'note' && notes.push(event.text),
      },
    );
    expect(ran.sort()).toEqual([first!.key, second!.key].sort());
    expect(notes.join()).toContain('is damaged');
    expect(table(directory)).toBe(before);
  });

  it('takes another grid, says what differs, and keeps what still belongs to it', async () => {
    const out = newPlace();
    await conductStudy(categoriesStudy, { ...grid, counts: [2] }, { out, createExecutor });
    const ran: string[] = [];
    const notes: string[] = [];
    const { record } = await resumeStudy(
      categoriesStudy,
      out,
      { counts: [2, 3], widths: undefined },
      {
        createExecutor: serialExecutor({ before: ({ name }) => ran.push(name) }),
        onEvent: event => event.type === 'note' && notes.push(event.text),
      },
    );
    expect(ran).toEqual(['cnn width 2, 3 categories, draw 1', 'cnn width 1, 3 categories, draw 1']);
    expect(notes).toEqual([expect.stringContaining('counts was [2] and is [2,3] now')]);
    expect(record.rows).toHaveLength(4);
  });

  it('records a failing cell with its message, runs the others, and tries it again', async () => {
    const out = newPlace();
    const failing = ({ name }: { name: string }) => {
      if (name.startsWith('cnn width 2, 2')) throw new RunError('The loss is not a number any more.');
    };
    const failed = await conductStudy(categoriesStudy, grid, {
      out,
      createExecutor: serialExecutor({ before: failing }),
    });
    const name = 'cnn width 2, 2 categories, draw 1';
    expect(failed.record.state).toBe('failed');
    expect(failed.record.failures).toEqual([
      { key: straight.record.cells[1]!.key, name, message: 'The loss is not a number any more.' },
    ]);
    expect(cellsOf(out)).toHaveLength(3);
    expect(table(out).split('\n')[2]).toMatch(/^[0-9a-f]{16},cnn,2,2,1,1,,,/);
    const again = await resumeStudy(categoriesStudy, out, {}, { createExecutor });
    expect(again.record).toMatchObject({ state: 'finished', failures: [] });
    expect(table(out)).toBe(table(straight.directory));
  });

  it('keeps runs where that is wanted', async () => {
    const out = newPlace();
    const wish = { ...grid, counts: [2], widths: [1] };
    const { record } = await conductStudy(categoriesStudy, wish, { out, createExecutor, keepRuns: true });
    const { key } = record.cells[0]!;
    expect(digest(out, 'runs', key, 'predictions.npz')).toBe(resultOf(out, key).files.predictions);
  });

  it('goes on keeping runs when it was told so once', async () => {
    const out = newPlace();
    const wish = { ...grid, counts: [2], widths: [1] };
    await conductStudy(categoriesStudy, wish, { out, createExecutor, keepRuns: true });
    const { record } = await resumeStudy(categoriesStudy, out, { widths: [1, 2] }, { createExecutor });
    expect(record.keepRuns).toBe(true);
    expect(readdirSync(join(out, 'runs')).sort()).toEqual(record.cells.map(({ key }) => key).sort());
  });

  it('says so when other code goes on with it', async () => {
    const out = newPlace();
    const wish = { ...grid, counts: [2], widths: [1] };
    const { record } = await conductStudy(categoriesStudy, wish, { out, createExecutor });
    const code = { ...record.code, fingerprint: '0'.repeat(16) };
    writeFileSync(join(out, 'study.json'), JSON.stringify({ ...record, code }));
    const notes: string[] = [];
    const onEvent = (event: StudyEvent) => event.type === 'note' && notes.push(event.text);
    await resumeStudy(categoriesStudy, out, {}, { createExecutor, onEvent });
    expect(notes).toEqual([expect.stringContaining('other code of the same version')]);
  });

  it('lets nobody else into its folder', async () => {
    const { directory } = straight;
    const unlock = await takeLock(join(directory, 'lock'), 'It');
    await expect(resumeStudy(categoriesStudy, directory, {}, { createExecutor })).rejects.toThrow(
      /The study .* is in use by process/,
    );
    await unlock();
  });

  it('refuses a folder that is taken, is no study, or is one of another kind', async () => {
    const { directory } = straight;
    const start = (out: string) => conductStudy(categoriesStudy, grid, { out, createExecutor });
    await expect(start(directory)).rejects.toThrow('already holds a study');
    await expect(start(folder)).rejects.toThrow('is not empty');
    await expect(resumeStudy(categoriesStudy, folder)).rejects.toThrow('is not a study');
    await expect(resumeStudy(baselinesStudy, directory)).rejects.toThrow(
      'a study of categories, not of baselines',
    );
    writeFileSync(join(folder, 'study.json'), '{"schema":7}');
    await expect(resumeStudy(categoriesStudy, folder)).rejects.toThrow('of another version');
    rmSync(join(folder, 'study.json'));
  });

  it('leaves no folder behind when it cannot begin', async () => {
    const out = newPlace();
    const wish = { ...grid, counts: [300] };
    await expect(conductStudy(categoriesStudy, wish, { out, createExecutor })).rejects.toThrow(UsageError);
    expect(existsSync(out)).toBe(false);
  });
});
