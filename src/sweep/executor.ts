import type { CellTask } from './cell.ts';
import type { CellResult } from './cell-result.ts';

/** Why a cell failed. */
export interface CellFailure {
  readonly message: string;
  readonly hint: string | undefined;
}

/** What an executor tells of a cell. Plain data, so that it can come from another process or machine. */
export type CellEvent =
  | { readonly type: 'started'; readonly key: string }
  /** `share`: how much of the cell's cost is done, from 0 to 1. */
  | { readonly type: 'progress'; readonly key: string; readonly share: number }
  | { readonly type: 'finished'; readonly key: string; readonly result: CellResult }
  | { readonly type: 'failed'; readonly key: string; readonly failure: CellFailure };

/**
 * Runs cells, somewhere: on the cores of this machine, or on others. It takes tasks and gives back results, both plain
 * data; where they are kept, and what they are for, it does not know.
 */
export interface Executor {
  /** Cells it runs at the same time, as far as it knows. */
  readonly lanes: number;
  /**
   * Runs every task once, in about the order given. A task that fails is told and does not hold up the others.
   * When the signal is aborted, cells under way are stopped and no more are started.
   * @returns when no task is under way any more.
   */
  run(tasks: readonly CellTask[], onEvent: (event: CellEvent) => void, signal: AbortSignal): Promise<void>;
  /** Lets go of threads, connections and the like. */
  close(): Promise<void>;
}
