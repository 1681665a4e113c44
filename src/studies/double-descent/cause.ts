import { type Estimate, linearTrend, meanInterval, nearestToPeak } from '../../analysis/index.ts';
import { groupBy } from '../statistics.ts';
import { completeRows } from './complete-rows.ts';
import type { CauseFindings } from './findings.ts';
import { measureOf } from './measures.ts';
import { type SettingGroup, seedOf, sizeOf } from './outcome-groups.ts';

/** What is known of the labels before any are made wrong. */
export interface NaturalLabels {
  /** Share of the natural training labels that is estimated to be wrong; null where it was not estimated. */
  readonly naturalWrongShare: number | null;
}

/** The height of the peak over one label set. */
interface LabelSet {
  readonly labels: CauseFindings['points'][number]['labels'];
  readonly labelNoise: number;
  readonly wrongShare: number;
  readonly heights: ReadonlyMap<number, number>;
}

/** How the peak answers to wrong labels, for each training of networks that has several label sets. */
export function findCauses(groups: readonly SettingGroup[], natural: NaturalLabels): CauseFindings[] {
  const networks = groups.filter(({ setting: { model } }) => model === 'cnn');
  return groupBy(networks, ({ setting: { regularization, training, samples } }) =>
    JSON.stringify([regularization, training, samples]),
  ).flatMap(sets => (sets.length > 1 ? causeOf(sets, natural) : []));
}

function causeOf(groups: readonly SettingGroup[], natural: NaturalLabels): CauseFindings[] {
  const { regularization, training, samples } = groups[0]!.setting;
  const measured = groups.map(({ setting, outcomes }) => ({ setting, rows: lossRows(outcomes) }));
  const sizes = sharedSizes(measured.map(({ rows }) => rows.sizes));
  const width = nearestToPeak({ sizes, values: measured.map(({ rows }) => meanAt(rows, sizes)) });
  if (width === null) return [];
  const sets = measured.map(({ setting: { labels, labelNoise }, rows }): LabelSet => {
    const [peak, widest] = [width, sizes.at(-1)!].map(size => rows.sizes.indexOf(size)) as [number, number];
    return {
      labels,
      labelNoise,
      wrongShare: wrongShareOf(labels, labelNoise, natural),
      heights: new Map(
        rows.seeds.map((seed, row) => [seed, rows.values[row]![peak]! - rows.values[row]![widest]!]),
      ),
    };
  });
  const slope = slopeOver(sets);
  return [
    {
      regularization,
      training,
      samples,
      width,
      points: sets.map(({ labels, labelNoise, wrongShare, heights }) => ({
        labels,
        labelNoise,
        wrongShare,
        height: meanInterval([...heights.values()]),
      })),
      slope,
      words: causeWords(width, sizes.at(-1)!, slope, natural),
    },
  ];
}

function lossRows(outcomes: SettingGroup['outcomes']) {
  return completeRows(
    outcomes.flatMap(outcome => {
      const value = measureOf(outcome, 'testLoss');
      return value === undefined ? [] : [{ size: sizeOf(outcome), seed: seedOf(outcome), value }];
    }),
  );
}

function sharedSizes([first = [], ...others]: readonly (readonly number[])[]): number[] {
  return first.filter(size => others.every(sizes => sizes.includes(size)));
}

/** Mean loss over seeds, at each of `sizes`. */
function meanAt(rows: ReturnType<typeof lossRows>, sizes: readonly number[]): number[] {
  return sizes.map(size => {
    const column = rows.sizes.indexOf(size);
    return meanInterval(rows.values.map(row => row[column]!)).value;
  });
}

/** A label is right if it was right by nature and was not made wrong. */
function wrongShareOf(
  labels: LabelSet['labels'],
  labelNoise: number,
  { naturalWrongShare }: NaturalLabels,
): number {
  if (labels === 'clean') return 0;
  const byNature = naturalWrongShare ?? 0;
  return labels === 'natural' ? byNature : 1 - (1 - byNature) * (1 - labelNoise);
}

/** Seeds are the independent repetitions: a seed's runs have weights and order in common over the label sets. */
function slopeOver(sets: readonly LabelSet[]): Estimate | null {
  const shares = sets.map(({ wrongShare }) => wrongShare);
  if (new Set(shares).size < 2) return null;
  const seeds = [...sets[0]!.heights.keys()].filter(seed => sets.every(({ heights }) => heights.has(seed)));
  if (seeds.length === 0) return null;
  const slopes = seeds.map(
    seed =>
      linearTrend(
        shares,
        sets.map(({ heights }) => heights.get(seed)!),
      ).slope.value,
  );
  const { value, low, high } = meanInterval(slopes);
  return { value, low, high };
}

function causeWords(
  width: number,
  widest: number,
  slope: Estimate | null,
  { naturalWrongShare }: NaturalLabels,
): string {
  const natural =
    naturalWrongShare === null
      ? 'The share of natural labels that are wrong was not estimated and counts as 0.'
      : `Of the natural labels ${percent(naturalWrongShare)} are estimated to be wrong.`;
  const clean = 'Clean labels count as 0 wrong.';
  if (!slope) return `There are no two shares of wrong labels to compare. ${natural}`;
  const change = [slope.value, slope.low, slope.high].map(nats => (nats / 10).toFixed(3));
  const height = `The test loss at width ${width} above that at width ${widest}`;
  const answer =
    slope.low > 0
      ? 'grows with wrong labels'
      : slope.high < 0
        ? 'shrinks with wrong labels'
        : 'does not clearly change with wrong labels';
  return `${height} ${answer}: by ${change[0]} nats [${change[1]}, ${change[2]}] for each 10 points of them. ${natural} ${clean}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
