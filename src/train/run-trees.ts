import { RunError } from '../errors.ts';
import type { TreeModel } from '../trees/index.ts';
import type { CheckpointKind } from './checkpoint.ts';
import type { RunRecord } from './run-record.ts';
import { readTrees, treesPath } from './trees-file.ts';

/**
 * The trees of a run: those that a finished one keeps; as `last`, and of one under way, all that were grown.
 * @throws RunError if there are none yet, or none any more, or not of this run; RunError or DataError if the file is damaged.
 */
export async function readRunTrees(
  directory: string,
  record: RunRecord,
  weights: CheckpointKind = 'best',
): Promise<TreeModel> {
  const kind = record.state === 'finished' && weights === 'best' ? 'kept' : 'last';
  const path = treesPath(directory, kind);
  const model = await readTrees(directory, kind);
  if (!model) throw noTrees(directory, record, path);
  const { categories } = record;
  if (model.classes !== categories.length) {
    throw new RunError(
      `${path} tells ${model.classes} categories apart, the run ${record.name} ${categories.length}.`,
      { hint: 'Take a whole copy of the run, or train again.' },
    );
  }
  return model;
}

function noTrees(directory: string, { name, state }: RunRecord, path: string): RunError {
  if (state === 'finished')
    return new RunError(`The trees of the run ${name} are gone: there is no ${path}.`, {
      hint: 'Take a whole copy of the run, or train again.',
    });
  return new RunError(`The run ${name} has no trees yet: it stopped in its first round.`, {
    hint: `Go on with it: \`qdl train --resume "${directory}"\`.`,
  });
}
