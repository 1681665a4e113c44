import type { CellTask } from './cell.ts';
import type { DrawingsPool } from './drawings-pool.ts';
import type { CellEvent } from './executor.ts';

/** What a thread of the pool is started with. */
export interface ThreadData {
  readonly pool: DrawingsPool;
  /** Most bytes of memory for the drawings of a cell that are not in the pool. */
  readonly memory: number;
  /** Folder in which each cell gets a directory, named by its key. */
  readonly workFolder: string;
  /** Threads to compute with. */
  readonly threads: number;
}

/** To a thread: run a cell; or stop the one under way, with everything saved. */
export type ThreadOrder = { readonly type: 'run'; readonly task: CellTask } | { readonly type: 'stop' };

/** From a thread: what happens to its cell; after `stopped`, `finished` and `failed` it is idle. */
export type ThreadReport = CellEvent | { readonly type: 'stopped'; readonly key: string };
