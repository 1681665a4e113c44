import { viewDrawings } from '../data/index.ts';
import { RunError } from '../errors.ts';
import type { OpenDrawings } from '../train/index.ts';
import type { CellTask } from './cell.ts';
import type { CellResult } from './cell-result.ts';
import { type CellContext, runnerOf } from './cell-runners.ts';

/** What a cell is run with, its drawings still to be opened. */
export interface CellPlace extends Omit<CellContext, 'drawings'> {
  readonly openDrawings: OpenDrawings;
}

/**
 * Runs a cell to its end, here, on the calling thread and the engine's.
 * @throws RunError if the drawings here are others than it was planned with; what stops the run.
 */
export async function runCell(task: CellTask, { openDrawings, ...place }: CellPlace): Promise<CellResult> {
  const opened = await openDrawings(task.config, () => place.signal.throwIfAborted());
  try {
    if (opened.catalogue.fingerprint !== task.dataFingerprint) {
      throw new RunError(`The drawings of ${task.name} are not those that the study was planned with.`, {
        hint: 'Leave the files of drawings alone while a study runs; go on with it to plan it again.',
      });
    }
    const drawings = task.view === undefined ? opened : viewDrawings(opened, task.view);
    return await runnerOf(task.model).run(task, { ...place, drawings });
  } finally {
    await opened.close();
  }
}
