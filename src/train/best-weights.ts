import { RunError } from '../errors.ts';
import { type Checkpoint, checkpointPath, readCheckpoint } from './checkpoint.ts';
import type { RunRecord } from './run-record.ts';

/**
 * The best weights of a network's run, those that it is evaluated with.
 * @throws RunError if there are none yet, or none any more; RunError or DataError if the file is damaged.
 */
export async function readBestWeights(directory: string, { name, state }: RunRecord): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(directory, 'best');
  if (checkpoint) return checkpoint;
  if (state === 'finished') {
    const path = checkpointPath(directory, 'best');
    throw new RunError(`The weights of the run ${name} are gone: there is no ${path}.`, {
      hint: 'Take a whole copy of the run, or train again.',
    });
  }
  throw new RunError(`The run ${name} has no weights yet: it stopped in its first epoch.`, {
    hint: `Go on with it: \`qdl train --resume "${directory}"\`.`,
  });
}
