import { type Estimate, meanInterval } from '../analysis/index.ts';
import type { CellResult } from '../sweep/index.ts';
import type { SummaryRow } from './study.ts';

/** What is summed up of cells, by name. */
const measures = {
  trainLoss: ({ train }: CellResult) => train.loss,
  trainAccuracy: ({ train }: CellResult) => train.accuracy,
  testLoss: ({ test }: CellResult) => test?.loss,
  testAccuracy: ({ test }: CellResult) => test?.accuracy,
} as const;

/**
 * Mean and 95 % interval (Student's t) of each measure over independent repetitions: `testAccuracy`, `testAccuracyLow`,
 * `testAccuracyHigh` and so on. Low and high are null where there is one repetition only.
 * @param repetitions each with the results of its cells, whose mean counts as one value: cells of one repetition have
 *   categories in common and are not independent.
 */
export function summarizeMeasures(repetitions: readonly (readonly CellResult[])[]): SummaryRow {
  return Object.assign(
    {},
    ...Object.entries(measures).map(([name, measure]) => {
      const values = repetitions.flatMap(results => meanOf(results.flatMap(result => measure(result) ?? [])));
      return estimateColumns(name, values.length > 0 ? meanInterval(values) : undefined);
    }),
  );
}

/** An estimate as columns of a row: `name`, `nameLow`, `nameHigh`. */
export function estimateColumns(name: string, estimate: Estimate | undefined): SummaryRow {
  const { value = null, low = null, high = null } = estimate ?? {};
  return { [name]: value, [`${name}Low`]: finite(low), [`${name}High`]: finite(high) };
}

/** The interval of one value has no ends, which JSON cannot say. */
function finite(end: number | null): number | null {
  return end !== null && Number.isFinite(end) ? end : null;
}

/** The mean; none of no values. */
function meanOf(values: readonly number[]): [number] | [] {
  if (values.length === 0) return [];
  return [values.reduce((sum, value) => sum + value, 0) / values.length];
}

/** Splits values into groups with the same key, in the order in which the keys first come. */
export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string | number): T[][] {
  const groups = new Map<string | number, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return [...groups.values()];
}
