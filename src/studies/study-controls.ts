import type { OpeningProgress } from '../data/index.ts';
import type { Executor, GridCost, GridEvent, PooledDrawings } from '../sweep/index.ts';

/** What a study tells on its way. */
export type StudyEvent =
  | { readonly type: 'opening'; readonly progress: OpeningProgress }
  | { readonly type: 'start'; readonly directory: string }
  /** Runs that the grid depends on begin. */
  | { readonly type: 'stage'; readonly title: string }
  /** Some runs are tried for half a second each, to tell how long all will take; so many of these are done. */
  | { readonly type: 'probing'; readonly done: number; readonly probes: number }
  /** What the runs to come will take. */
  | { readonly type: 'estimate'; readonly cost: GridCost }
  | GridEvent;

/** What its results do not depend on. Threads and memory are the machine's affair and said anew each time. */
export interface StudyControls {
  /** Cores to use; left out, all. */
  readonly threads?: number | undefined;
  /** Most bytes of memory for drawings; left out, half of the machine's. */
  readonly memory?: number | undefined;
  /** Whether the runs of cells are kept, weights and all. A study that was told so once goes on doing so. */
  readonly keepRuns?: boolean | undefined;
  /** Whether a grid may take days. */
  readonly allowsDays?: boolean | undefined;
  readonly onEvent?: ((event: StudyEvent) => void) | undefined;
  /** Stops the study, with everything saved to go on later; the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, of a clock that does not go back. */
  readonly clock?: (() => number) | undefined;
  /** What runs the cells; left out, the cores of this machine. */
  readonly createExecutor?: ((place: ExecutorPlace) => Executor) | undefined;
}

/** Controls of which these are there. */
export interface ActiveControls extends StudyControls {
  readonly keepRuns: boolean;
  readonly onEvent: (event: StudyEvent) => void;
  readonly signal: AbortSignal;
}

/** What an executor on this machine is given. */
export interface ExecutorPlace {
  readonly drawings: PooledDrawings;
  readonly workFolder: string;
  readonly threads: number | null;
}
