import type { CellOutcome, Study } from '../study.ts';
import { gridDrawings } from './drawings.ts';
import { findDescent } from './find-descent.ts';
import type { DescentFindings } from './findings.ts';
import { type LabelJudgment, labelPreparation } from './judge-labels.ts';
import { type DescentOptions, descentOptionsSchema } from './options.ts';
import { planDescent } from './plan.ts';
import { descentRows, verdictRows } from './summary-rows.ts';

/**
 * Does the test loss fall, rise and fall again: as networks get wider, as they are trained longer, as there are more
 * drawings? With what regularization, what labels, what optimizer?
 */
export const descentStudy: Study<DescentOptions, LabelJudgment> = {
  kind: 'double-descent',
  schema: descentOptionsSchema,
  isEstimated: true,
  prepare: (options, listed) => labelPreparation(options, gridDrawings(options, listed)),
  plan: planDescent,
  summarize: (options, outcomes, design) => descentRows(findingsOf(options, outcomes, design)),
  judge: (options, outcomes, design) =>
    verdictRows(findingsOf(options, outcomes, design)).map(row => ({ ...row })),
};

/** Everything that the results of a grid say. @param design of the study. */
export function findingsOf(
  options: DescentOptions,
  outcomes: readonly CellOutcome[],
  design: Readonly<Record<string, unknown>> = {},
): DescentFindings {
  const { naturalWrongShare } = design;
  return findDescent(options, outcomes, {
    naturalWrongShare: typeof naturalWrongShare === 'number' ? naturalWrongShare : null,
  });
}
