import type { TreeModel } from '../trees/index.ts';
import { type Checkpoint, checkpointPath, readCheckpoint } from './checkpoint.ts';
import type { RunConfig } from './run-config.ts';
import { readTrees, treesPath } from './trees-file.ts';

/** Trees as something to go on from, with what is told of it. */
export interface TreesCheckpoint {
  readonly trees: TreeModel;
  /** A round is never half done. */
  readonly progress: { readonly epoch: number; readonly batch: 0 };
}

/** From where a run goes on. */
export type LastCheckpoint = Checkpoint | TreesCheckpoint;

/**
 * Reads from where a run goes on, undefined if it has saved nothing yet.
 * @throws DataError or RunError if it is damaged or of another version.
 */
export async function readLast(
  directory: string,
  model: RunConfig['model'],
): Promise<LastCheckpoint | undefined> {
  if (model !== 'gbdt') return readCheckpoint(directory, 'last');
  const trees = await readTrees(directory, 'last');
  return trees && { trees, progress: { epoch: trees.rounds + 1, batch: 0 } };
}

/** The file of what a finished run keeps: a network's best weights, or trees. */
export function keptPath(directory: string, { model }: Pick<RunConfig, 'model'>): string {
  return model === 'gbdt' ? treesPath(directory, 'kept') : checkpointPath(directory, 'best');
}

/** The file from which a run goes on. */
export function lastPath(directory: string, model: RunConfig['model']): string {
  return model === 'gbdt' ? treesPath(directory, 'last') : checkpointPath(directory, 'last');
}
