import type { CellOutcome } from '../study.ts';
import { findCauses, type NaturalLabels } from './cause.ts';
import { complexityCurve } from './complexity.ts';
import { epochWiseCurves } from './epoch-wise.ts';
import type { DescentFindings } from './findings.ts';
import { modelWiseCurves } from './model-wise.ts';
import type { DescentOptions } from './options.ts';
import { bySamples, bySetting } from './outcome-groups.ts';
import { sampleWiseCurves } from './sample-wise.ts';

/**
 * What the results of the grid say, of as many cells as have results. Statistics take a seed as one repetition; verdicts
 * use the seeds and sizes that are complete.
 * @param outcomes with the factors model, size, regularization, training, labels, labelNoise, samples, seed.
 */
export function findDescent(
  { categories }: DescentOptions,
  outcomes: readonly CellOutcome[],
  natural: NaturalLabels,
): DescentFindings {
  const groups = bySetting(outcomes);
  const families = bySamples(groups);
  const classes = (categories ?? outcomes[0]?.cell.config.categories)?.length ?? null;
  const curves = families.map(family => modelWiseCurves(family, classes));
  return {
    modelWise: curves.flat(),
    epochWise: groups.flatMap(epochWiseCurves),
    sampleWise: families.flatMap(sampleWiseCurves),
    complexity: curves.flatMap(complexityCurve),
    causes: findCauses(groups, natural),
  };
}
