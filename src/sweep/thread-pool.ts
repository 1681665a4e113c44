import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CellTask } from './cell.ts';
import type { PooledDrawings } from './drawings-pool.ts';
import type { CellEvent, Executor } from './executor.ts';
import { describeFailure } from './serve-cells.ts';
import type { ThreadData, ThreadOrder, ThreadReport } from './thread-messages.ts';

interface ThreadPoolOptions {
  readonly drawings: PooledDrawings;
  /** Folder for the directories of runs under way. */
  readonly workFolder: string;
  /** Cores to use; null: all. The results do not depend on it. */
  readonly threads: number | null;
}

/**
 * Runs cells on the cores of this machine: a thread a core, each of which runs whole cells with one thread of the
 * engine. That is faster than one cell on all cores, which have to wait for each other many times a step. Drawings
 * lie in memory once, for all threads.
 */
export class ThreadPool implements Executor {
  readonly lanes: number;
  readonly #options: ThreadPoolOptions;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.lanes = options.threads ?? availableParallelism();
  }

  async run(
    tasks: readonly CellTask[],
    onEvent: (event: CellEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { drawings, workFolder } = this.#options;
    const lanes = Math.min(this.lanes, tasks.length);
    const data: ThreadData = {
      pool: drawings.pool,
      memory: drawings.memoryLeft / lanes,
      workFolder,
      // With fewer cells than cores a cell gets several.
      threads: Math.floor(this.lanes / Math.max(1, lanes)),
    };
    const queue = [...tasks];
    await Promise.all(Array.from({ length: lanes }, () => serveLane(queue, data, onEvent, signal)));
  }

  async close(): Promise<void> {}
}

/** Takes tasks from the queue until it is empty. A thread that dies fails its cell only; another takes its place. */
async function serveLane(
  queue: CellTask[],
  data: ThreadData,
  onEvent: (event: CellEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  let worker: Worker | undefined;
  try {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift()) {
      worker ??= new Worker(new URL('./cell-thread.js', import.meta.url), { workerData: data });
      onEvent({ type: 'started', key: task.key });
      const isAlive = await runOn(worker, task, onEvent, signal);
      if (!isAlive) worker = undefined;
    }
  } finally {
    await worker?.terminate();
  }
}

/** Runs a task on a thread, to its end. @returns whether the thread still lives. */
function runOn(
  worker: Worker,
  task: CellTask,
  onEvent: (event: CellEvent) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const { key } = task;
  const order = (order: ThreadOrder) => worker.postMessage(order);
  return new Promise(resolve => {
    const onAbort = () => order({ type: 'stop' });
    const settle = (isAlive: boolean) => {
      signal.removeEventListener('abort', onAbort);
      worker.removeAllListeners();
      resolve(isAlive);
    };
    worker.on('message', (report: ThreadReport) => {
      if (report.type !== 'stopped') onEvent(report);
      if (report.type !== 'progress' && report.type !== 'started') settle(true);
    });
    // Out of memory, for instance.
    worker.on('error', error => {
      onEvent({ type: 'failed', key, failure: describeFailure(error) });
      settle(false);
    });
    worker.on('exit', code => {
      const message = `The thread that ran it ended with code ${code}.`;
      onEvent({ type: 'failed', key, failure: { message, hint: undefined } });
      settle(false);
    });
    signal.addEventListener('abort', onAbort);
    order({ type: 'run', task });
    if (signal.aborted) onAbort();
  });
}
