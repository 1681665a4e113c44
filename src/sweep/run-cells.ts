import type { CellResult } from './cell-result.ts';
import type { CellFailure, Executor } from './executor.ts';
import type { PlannedCell } from './plan-cells.ts';
import { describeFailure } from './serve-cells.ts';
import type { StudyFolder } from './study-folder.ts';
import { TimeLeft } from './time-left.ts';

/** How far a grid of cells is. */
export interface GridProgress {
  readonly cells: number;
  /** Cells with a result or a failure, those found at the beginning included. */
  readonly done: number;
  readonly failed: number;
  /** Names of the cells under way with the share of each that is done. */
  readonly underWay: readonly { readonly name: string; readonly share: number }[];
  /** Milliseconds, as measured so far; undefined while nothing is known. Cells that stop early make it less. */
  readonly timeLeftMs: number | undefined;
}

/** What happens to a grid of cells. */
export type GridEvent =
  /** `found` of its cells had results already. */
  | { readonly type: 'planned'; readonly cells: number; readonly found: number }
  | { readonly type: 'progress'; readonly progress: GridProgress }
  | { readonly type: 'finished'; readonly name: string; readonly result: CellResult }
  | { readonly type: 'failed'; readonly name: string; readonly failure: CellFailure }
  | { readonly type: 'note'; readonly text: string };

interface RunCellsOptions {
  readonly folder: StudyFolder;
  readonly executor: Executor;
  /** Whether the runs of cells are kept, weights and all. */
  readonly keepRuns: boolean;
  readonly onEvent: (event: GridEvent) => void;
  /** Stops cells under way, with everything saved. */
  readonly signal: AbortSignal;
  /** Milliseconds, of a clock that does not go back. */
  readonly clock: () => number;
}

/** Results and failures by key. A cell that was not reached has neither. */
export interface GridResults {
  readonly results: ReadonlyMap<string, CellResult>;
  readonly failures: ReadonlyMap<string, CellFailure>;
}

/**
 * Brings every cell of a grid to its result: finds those that are there, has the others run, the largest first, and
 * publishes each result as soon as it comes. A cell that fails does not hold up the others.
 * @returns what there is when nothing is under way any more, also where the signal has stopped it.
 */
export async function runCells(
  cells: readonly PlannedCell[],
  { folder, executor, keepRuns, onEvent, signal, clock }: RunCellsOptions,
): Promise<GridResults> {
  const tasks = new Map(cells.map(({ task }) => [task.key, task]));
  const results = await folder.results.findAll(tasks.keys(), path =>
    onEvent({ type: 'note', text: `${path} is damaged or of another version: its cell is run again.` }),
  );
  for (const key of results.keys()) await folder.putAway(key, keepRuns);
  const failures = new Map<string, CellFailure>();
  const missing = [...tasks.values()].filter(({ key }) => !results.has(key)).sort((a, b) => b.cost - a.cost);
  onEvent({ type: 'planned', cells: tasks.size, found: results.size });

  const timeLeft = new TimeLeft(missing, executor.lanes, clock);
  const underWay = new Map<string, number>();
  const tell = () => {
    const progress: GridProgress = {
      cells: tasks.size,
      done: results.size + failures.size,
      failed: failures.size,
      underWay: [...underWay].map(([key, share]) => ({ name: tasks.get(key)!.name, share })),
      timeLeftMs: timeLeft.ms(underWay),
    };
    onEvent({ type: 'progress', progress });
  };
  const fail = (key: string, failure: CellFailure) => {
    failures.set(key, failure);
    onEvent({ type: 'failed', name: tasks.get(key)!.name, failure });
  };
  const keep = async (key: string, result: CellResult): Promise<void> => {
    try {
      await folder.results.publish(result);
      results.set(key, result);
      await folder.putAway(key, keepRuns);
      onEvent({ type: 'finished', name: tasks.get(key)!.name, result });
    } catch (error) {
      // A full disk, for instance: that is this cell's failure, there may be room for the next one.
      results.delete(key);
      fail(key, describeFailure(error));
    }
    tell();
  };

  const publishing: Promise<void>[] = [];
  await executor.run(
    missing,
    event => {
      if (event.type === 'started') {
        underWay.set(event.key, 0);
        timeLeft.start(event.key);
      } else if (event.type === 'progress') {
        underWay.set(event.key, event.share);
      } else {
        underWay.delete(event.key);
        timeLeft.end(event.key, event.type === 'finished');
        if (event.type === 'failed') fail(event.key, event.failure);
        else publishing.push(keep(event.key, event.result));
      }
      tell();
    },
    signal,
  );
  await Promise.all(publishing);
  return { results, failures };
}
