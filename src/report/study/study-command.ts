import type { StudyRecord } from '../../sweep/index.ts';
import { flagOf } from '../run-command.ts';

/** The command that makes a study like this one, with all its options. Null is what is taken when nothing is said. */
export function studyCommand({ kind, options }: Pick<StudyRecord, 'kind' | 'options'>): string {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    value === null || value === false ? [] : [flagOf(name, value)],
  );
  return [`qdl experiment ${kind}`, ...flags].join(' ');
}
