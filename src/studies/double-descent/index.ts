import type { Study } from '../study.ts';
import { gridDrawings } from './drawings.ts';
import { findDescent } from './find-descent.ts';
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
  summarize: (options, outcomes, design) => descentRows(findDescent(options, outcomes, judgedLabels(design))),
  judge: (options, outcomes, design) =>
    verdictRows(findDescent(options, outcomes, judgedLabels(design))).map(row => ({ ...row })),
};

/** What a study's design says of the labels as they are. */
export function judgedLabels(design: Readonly<Record<string, unknown>> = {}): {
  naturalWrongShare: number | null;
} {
  const { naturalWrongShare } = design;
  return { naturalWrongShare: typeof naturalWrongShare === 'number' ? naturalWrongShare : null };
}
