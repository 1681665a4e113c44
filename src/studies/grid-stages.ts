import type { OpeningProgress } from '../data/index.ts';
import { RunError } from '../errors.ts';
import {
  type Cell,
  type CellResult,
  codeFingerprint,
  fillPool,
  type GridEvent,
  openFromPool,
  type PlannedCell,
  type PooledDrawings,
  planCells,
  runCells,
  type StudyFolder,
  ThreadPool,
} from '../sweep/index.ts';
import type { DrawingsConfig, OpenDrawings } from '../train/index.ts';
import type { StudyControls } from './study-controls.ts';

/** What happens on the way. */
export type StageEvent =
  | { readonly type: 'opening'; readonly progress: OpeningProgress }
  /** Cells that are known only now, from what earlier ones came to, are planned. */
  | { readonly type: 'stage'; readonly title: string }
  | GridEvent;

/** A cell with what came out of it. */
export interface StageOutcome extends PlannedCell {
  readonly result: CellResult;
}

interface StagesOptions {
  readonly folder: StudyFolder;
  /** Of the drawings that the cells take. */
  readonly drawings: DrawingsConfig;
  readonly controls: Pick<StudyControls, 'threads' | 'memory' | 'clock' | 'createExecutor'>;
  readonly onEvent: (event: StageEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs grids of cells one after the other, where what the next ones are hangs on what the last ones came to. Each is
 * resumable as any grid: cells with the same key as before have their results already.
 */
export class GridStages {
  readonly openDrawings: OpenDrawings;
  readonly #options: StagesOptions;
  readonly #pooled: PooledDrawings;

  private constructor(options: StagesOptions, pooled: PooledDrawings) {
    this.#options = options;
    this.#pooled = pooled;
    this.openDrawings = openFromPool(pooled.pool, pooled.memoryLeft);
  }

  /** Reads the drawings into memory. */
  static async open(options: StagesOptions): Promise<GridStages> {
    const { drawings, controls, onEvent, signal } = options;
    const pooled = await fillPool([drawings], {
      memory: controls.memory ?? null,
      onProgress: progress => {
        signal.throwIfAborted();
        onEvent({ type: 'opening', progress });
      },
    });
    return new GridStages(options, pooled);
  }

  /**
   * Brings all cells to their results.
   * @param keepRuns whether the cells' runs stay, for what their networks have said.
   * @returns in the order of the cells.
   * @throws the signal's reason if it was stopped; RunError if a cell failed, after the others have ended.
   */
  async run(
    title: string,
    cells: readonly Cell[],
    { keepRuns }: { keepRuns: boolean },
  ): Promise<StageOutcome[]> {
    const { folder, controls, onEvent, signal } = this.#options;
    const { clock = () => performance.now(), createExecutor = place => new ThreadPool(place) } = controls;
    onEvent({ type: 'stage', title });
    const { openDrawings } = this;
    const planned = await planCells(cells, { openDrawings, code: codeFingerprint, signal });
    const executor = createExecutor({
      drawings: this.#pooled,
      workFolder: folder.workFolder,
      threads: controls.threads ?? null,
    });
    try {
      const { results, failures } = await runCells(planned, {
        folder,
        executor,
        keepRuns,
        onEvent,
        signal,
        clock,
      });
      signal.throwIfAborted();
      return planned.map(({ cell, task }) => {
        const failure = failures.get(task.key);
        if (failure !== undefined)
          throw new RunError(`${cell.name} failed: ${failure.message}`, {
            hint: failure.hint ?? 'Go on with it to try it again.',
          });
        return { cell, task, result: results.get(task.key)! };
      });
    } finally {
      await executor.close();
    }
  }
}
