import type { Evaluation } from '../train/index.ts';
import { formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { measurementText, printConfusions } from './tell-measurement.ts';

/** Tells how well a run tells drawings apart. */
export function tellEvaluation(
  { record, measurement, confused, leftOut, notes }: Evaluation,
  output: Output,
): void {
  for (const note of notes) output.message(note);
  output.print(`${record.name}\n${measurementText('Accuracy', measurement, output)}`);
  if (leftOut > 0)
    output.print(`${formatPlural(leftOut, 'drawing')} left out: the run trained or validated on them.`);
  printConfusions(confused, output);
  output.record({ type: 'summary', run: record.name, ...measurement, leftOut, confused });
}
