import { UsageError } from '../errors.ts';
import type { RunAnalysis, RunRecord, Sensitivity } from '../train/index.ts';
import type { RunFiles } from './read-run.ts';

/** Another run that a report holds this one against. */
export interface Beside {
  readonly record: RunRecord;
  readonly sensitivity: Sensitivity;
  /** Whether both were asked about the same moved drawings. */
  readonly hasSameDrawings: boolean;
}

/**
 * What is needed of another run to hold a run against it.
 * @throws UsageError if they know different categories, or the other one has no measured sensitivity.
 */
export function besideOf(run: RunFiles, other: RunFiles, { sensitivity }: RunAnalysis): Beside {
  const [ours, theirs] = [run.record.categories, other.record.categories];
  if (ours.length !== theirs.length || ours.some((name, index) => name !== theirs[index]))
    throw new UsageError(`${other.record.name} knows other categories than ${run.record.name}.`, {
      hint: 'Name a run of the same categories with --beside.',
    });
  if (sensitivity === undefined)
    throw new UsageError(`${other.record.name} has no test drawings to move.`, {
      hint: 'Name another run with --beside.',
    });
  const [hashes, otherHashes] = [run.predictions.hashes, other.predictions.hashes];
  const hasSameDrawings =
    hashes.length === otherHashes.length && hashes.every((hash, row) => hash === otherHashes[row]);
  return { record: other.record, sensitivity, hasSameDrawings };
}
