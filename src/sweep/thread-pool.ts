import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { CellTask } from './cell.ts';
import type { PooledDrawings } from './drawings-pool.ts';
import type { CellEvent, CellFailure, Executor } from './executor.ts';
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
  let thread: CellThread | undefined;
  try {
    for (let task = queue.shift(); task && !signal.aborted; task = queue.shift()) {
      if (!thread?.isAlive) thread = new CellThread(data);
      onEvent({ type: 'started', key: task.key });
      await thread.run(task, onEvent, signal);
    }
  } finally {
    await thread?.close();
  }
}

/** A cell that a thread runs. */
interface Assignment {
  readonly key: string;
  readonly onEvent: (event: CellEvent) => void;
  readonly settle: () => void;
}

/** A thread that runs one cell at a time. */
class CellThread {
  isAlive = true;
  readonly #worker: Worker;
  #assignment: Assignment | undefined;

  constructor(data: ThreadData) {
    this.#worker = new Worker(new URL('./cell-thread.js', import.meta.url), { workerData: data });
    this.#worker.on('message', (report: ThreadReport) => this.#hear(report));
    // Out of memory, for instance.
    this.#worker.on('error', error => this.#die(describeFailure(error)));
    this.#worker.on('exit', code =>
      this.#die({ message: `The thread that ran it ended with code ${code}.`, hint: undefined }),
    );
  }

  /** Runs a cell to its end, or, when the signal is aborted, until it has stopped. */
  async run(task: CellTask, onEvent: (event: CellEvent) => void, signal: AbortSignal): Promise<void> {
    const { key } = task;
    const stop = () => this.#order({ type: 'stop' });
    signal.addEventListener('abort', stop);
    try {
      await new Promise<void>(settle => {
        this.#assignment = { key, onEvent, settle };
        this.#order({ type: 'run', task });
        if (signal.aborted) stop();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #order(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  #hear(report: ThreadReport): void {
    const { type } = report;
    if (type !== 'stopped') this.#assignment?.onEvent(report);
    if (type === 'finished' || type === 'failed' || type === 'stopped') this.#settle();
  }

  #die(failure: CellFailure): void {
    this.isAlive = false;
    if (this.#assignment === undefined) return;
    this.#assignment.onEvent({ type: 'failed', key: this.#assignment.key, failure });
    this.#settle();
  }

  #settle(): void {
    const settle = this.#assignment?.settle;
    this.#assignment = undefined;
    settle?.();
  }
}
