import { effectiveComplexity } from '../../analysis/index.ts';
import { type ComplexityCurve, INTERPOLATES_BELOW, type ModelWiseCurve } from './findings.ts';
import { withoutSamples } from './outcome-groups.ts';

/**
 * Effective model complexity of every size.
 * @param curves of settings that differ in the number of drawings alone, ascending; none tells of a complexity where there is one only.
 */
export function complexityCurve(curves: readonly ModelWiseCurve[]): ComplexityCurve[] {
  if (curves.length < 2) return [];
  const sizes = [...new Set(curves.flatMap(({ points }) => points.map(({ size }) => size)))];
  return [
    {
      setting: withoutSamples(curves[0]!.setting),
      points: sizes
        .sort((a, b) => a - b)
        .map(size => ({ size, ...effectiveComplexity(errorsOfSize(curves, size), INTERPOLATES_BELOW) })),
    },
  ];
}

/** Train errors of one size over the numbers of drawings that it was trained on. */
function errorsOfSize(curves: readonly ModelWiseCurve[], size: number) {
  const measured = curves.flatMap(({ setting: { samples }, points }) => {
    const error = points.find(point => point.size === size)?.measures.trainError;
    return error ? [{ samples, error }] : [];
  });
  return {
    places: measured.map(({ samples }) => samples),
    errors: measured.map(({ error }) => error.value),
    counted: measured.map(({ samples, error }) => samples * error.runs),
  };
}
