import { RunError } from '../errors.ts';
import { averagesOf } from '../nn/index.ts';
import { type Checkpoint, type CheckpointKind, checkpointPath, readCheckpoint } from './checkpoint.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The weights of a network's run, as they are evaluated: those of its best epoch, or of the last one.
 * @throws RunError if there are none yet, or none any more; RunError or DataError if the file is damaged.
 */
export async function readWeights(
  directory: string,
  { name, state, config }: Pick<RunRecord, 'name' | 'state' | 'config'>,
  kind: CheckpointKind,
): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(directory, kind);
  if (checkpoint) {
    const isAverage = kind === 'last' && config.model !== 'gbdt' && config.ema > 0;
    return isAverage ? { ...checkpoint, tensors: averagesOf(checkpoint.tensors) } : checkpoint;
  }
  if (state === 'finished') {
    const path = checkpointPath(directory, kind);
    throw new RunError(`The weights of the run ${name} are gone: there is no ${path}.`, {
      hint: 'Take a whole copy of the run, or train again.',
    });
  }
  throw new RunError(`The run ${name} has no weights yet: it stopped in its first epoch.`, {
    hint: `Go on with it: \`qdl train --resume "${directory}"\`.`,
  });
}
