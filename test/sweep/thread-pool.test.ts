import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell, CellEvent } from '../../src/sweep/index.ts';
import { completeConfig, type TrainOptions } from '../../src/train/index.ts';

// Threads of their own run what `npm run build` made of src/.
const built = join(import.meta.dirname, '../../dist/sweep/index.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-pool-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;

function cell(name: string, options: TrainOptions): Cell {
  const drawings: TrainOptions = { categories: ['cat', 'dog', 'sock'], perCategory: 50, patience: 0 };
  const config = completeConfig({ ...drawings, width: 2, epochs: 2, ...options });
  return { name, factors: {}, model: 'cnn', config };
}

/** Runs cells on a pool of threads and gives what it tells. */
async function runOnPool(cells: readonly Cell[], threads: number, stop = signal) {
  const { fillPool, openFromPool, planCells, ThreadPool } = (await import(
    pathToFileURL(built).href
  )) as typeof import('../../src/sweep/index.ts');
  const configs = cells.map(({ config }) => config);
  const drawings = await fillPool(configs, { memory: null, onProgress: () => {} });
  const openDrawings = openFromPool(drawings.pool, drawings.memoryLeft);
  const planned = await planCells(cells, { openDrawings, code: 'test', signal });
  const workFolder = mkdtempSync(join(folder, 'work-'));
  const pool = new ThreadPool({ drawings, workFolder, threads });
  const events: CellEvent[] = [];
  await pool.run(
    planned.map(({ task }) => task),
    event => events.push(event),
    stop,
  );
  await pool.close();
  return { events, planned };
}

const filesOf = (events: readonly CellEvent[]) =>
  Object.fromEntries(
    events.flatMap(event => (event.type === 'finished' ? [[event.key, event.result.files]] : [])),
  );

describe.skipIf(!existsSync(built))('a pool of threads', () => {
  it('runs every cell once, to the same bits on any number of threads', async () => {
    const cells = [1, 2, 3, 4, 5].map(seed => cell(`seed ${seed}`, { seed }));
    const { events } = await runOnPool(cells, 2);
    const files = filesOf(events);
    expect(Object.keys(files)).toHaveLength(5);
    expect(events.filter(({ type }) => type === 'started')).toHaveLength(5);
    // More threads than cells: each gets several.
    expect(filesOf((await runOnPool(cells.slice(0, 1), 3)).events)).toEqual(
      Object.fromEntries([Object.entries(files).find(([key]) => key === events[0]!.key)!]),
    );
  });

  it('tells why a cell failed, and runs the others', async () => {
    const cells = [
      cell('too fast', { learningRate: 1e30 }),
      cell('sound', {}),
      cell('sound too', { seed: 2 }),
    ];
    const { events, planned } = await runOnPool(cells, 1);
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(2);
    expect(events.find(({ type }) => type === 'failed')).toMatchObject({
      key: planned[0]!.task.key,
      failure: {
        message: expect.stringContaining('not a number'),
        hint: expect.stringContaining('learning-rate'),
      },
    });
  });

  it('stops cells under way', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('Ctrl-C')), 300);
    const cells = [1, 2, 3].map(seed => cell(`seed ${seed}`, { seed, epochs: 100_000 }));
    const { events } = await runOnPool(cells, 2, abort.signal);
    expect(events.filter(({ type }) => type === 'started')).toHaveLength(2);
    expect(events.filter(({ type }) => type === 'finished' || type === 'failed')).toHaveLength(0);
  });
});
