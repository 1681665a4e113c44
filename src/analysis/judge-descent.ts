import { crossFit, meanCurve } from './cross-fit.ts';
import { fallFrom, type PeakPlaces, peakPlaces, riseTo } from './judge-descent-peak.ts';
import { plateauPlaces, plateauSlopes } from './judge-descent-plateau.ts';
import { risePlaces } from './judge-descent-rise.ts';
import {
  noneWords,
  onceWords,
  peakWords,
  plateauWords,
  type SizeNames,
  silentWords,
} from './judge-descent-words.ts';
import type { Estimate } from './mean-interval.ts';

/** A curve of some loss or error over growing models, longer training or more drawings, several times measured. */
export interface DescentCurves {
  /** Ascending, above 0. */
  readonly sizes: readonly number[];
  /** [repetition][size]; every repetition has every size. */
  readonly values: readonly (readonly number[])[];
  /** What a size is, for the words, such as `width`. */
  readonly axis?: string;
  /** How the words tell values: as they are, or shares of 1 as percentage points. */
  readonly unit?: 'plain' | 'points';
}

/** What the rule says of a curve; see `judgeDescent` for the rule. */
export interface DescentVerdict {
  readonly peak: 'peak' | 'plateau' | 'none';
  /**
   * Size at the highest point of a peak, or in the middle (geometric) of a plateau; of what comes nearest to a peak where
   * there is none; null where the mean curve has no inner point that rises.
   */
  readonly at: number | null;
  /**
   * How far the curve rises from its first valley to there, with the 95 % interval over repetitions; of a plateau, from
   * its begin to its end. Cross-fitted, so not to be read off the mean curve. Unbounded for a single repetition.
   */
  readonly rise: Estimate | null;
  /** How far it falls from there to its second valley; of a plateau, from its end to the last size. */
  readonly fall: Estimate | null;
  /** The rule's reason in a sentence, with numbers. */
  readonly words: string;
}

/**
 * Says by a fixed rule whether a curve rises and falls a second time (`peak`), slows down and speeds up again
 * (`plateau`), or neither.
 *
 * **Peak.** For places valley < peak < trough the rise is L[peak] − L[valley] and the fall is L[peak] − L[trough]. Who
 * takes the highest place of the values at hand makes a peak out of noise. So places are cross-fitted: for each
 * repetition they are those that maximize min(rise, fall) on the mean of the *other* repetitions, with the lowest place
 * before the peak and the lowest after it; rise and fall are then measured on the repetition itself. It is a peak where
 * the 95 % intervals of both, over the repetitions, lie above zero.
 *
 * **Plateau.** No peak, and two inner places a < b, cross-fitted in the same way, cut the curve into stretches with
 * slopes per doubling of the size: among those with a falling stretch before and after, a and b maximize
 * min(middle − before, middle − after). It is a plateau where the intervals of both differences lie above zero and those
 * of the slopes before and after lie below it.
 *
 * **Intervals.** The values of the repetitions are not independent, for each had a say in the places of the others. With
 * Student's interval the rule errs too often: of curves that rise and then stay flat, with independent noise, 14 sizes and
 * 5 repetitions, it says `peak` in 7 % of cases, and of straight falling lines `plateau` in 7 %, where 2.5 % was meant. So
 * the interval is the wider one of the corrected resampled t-test (`crossFit`), with which both are 2 %. Of curves that
 * fall all the way, and of flat ones, it says `peak` in less than 1 %. Choosing places and measuring on the same values
 * says `peak` of flat curves in 13 %, and of curves that rise and stay flat in 23 %. `test/analysis/judge-descent.test.ts`
 * holds these rates.
 *
 * `at` and the sizes in the words are those of the mean of all repetitions. Of fewer than three sizes, and of a single
 * repetition, the rule says nothing: `none`.
 */
export function judgeDescent({
  sizes,
  values,
  axis = 'size',
  unit = 'plain',
}: DescentCurves): DescentVerdict {
  if (sizes.length < 3 || values.length === 0)
    return {
      peak: 'none',
      at: null,
      rise: null,
      fall: null,
      words: silentWords(sizes.length, values.length),
    };
  const names = { sizes, axis, unit };
  const mean = meanCurve(values);
  const places = peakPlaces(mean);
  const measured = crossFit(values, peakPlaces, riseAndFall)!;
  if (measured.rise.low > 0 && measured.fall.low > 0)
    return {
      peak: 'peak',
      at: sizes[places.peak]!,
      ...measured,
      words: peakWords(names, places, measured),
    };
  return findPlateau(names, values, mean) ?? withoutPeak(names, values, mean);
}

function riseAndFall(curve: readonly number[], places: PeakPlaces) {
  return { rise: riseTo(curve, places), fall: fallFrom(curve, places) };
}

function findPlateau(
  names: SizeNames,
  values: readonly (readonly number[])[],
  mean: readonly number[],
): DescentVerdict | null {
  const logSizes = names.sizes.map(Math.log2);
  const choose = (curve: readonly number[]) => plateauPlaces(logSizes, curve);
  const places = choose(mean);
  const measured = crossFit(values, choose, (curve, { from, to }) => {
    const { before, middle, after } = plateauSlopes(logSizes, curve, { from, to });
    return {
      slowing: middle - before,
      speeding: middle - after,
      before,
      after,
      rise: curve[to]! - curve[from]!,
      fall: curve[to]! - curve.at(-1)!,
    };
  });
  if (!places || !measured) return null;
  const { slowing, speeding, before, after, rise, fall } = measured;
  if (!(slowing.low > 0 && speeding.low > 0 && before.high < 0 && after.high < 0)) return null;
  return {
    peak: 'plateau',
    at: Math.sqrt(names.sizes[places.from]! * names.sizes[places.to]!),
    rise,
    fall,
    words: plateauWords(names, places, plateauSlopes(logSizes, mean, places)),
  };
}

function withoutPeak(
  names: SizeNames,
  values: readonly (readonly number[])[],
  mean: readonly number[],
): DescentVerdict {
  const near = peakPlaces(mean);
  const risesInside = riseTo(mean, near) > 0;
  const nearest = risesInside ? crossFit(values, peakPlaces, riseAndFall)! : { rise: null, fall: null };
  const largest = risePlaces(mean);
  const meanRise = mean[largest.to]! - mean[largest.from]!;
  const { rise } = crossFit(values, risePlaces, (curve, { from, to }) => ({
    rise: curve[to]! - curve[from]!,
  }))!;
  return {
    peak: 'none',
    at: risesInside ? names.sizes[near.peak]! : null,
    ...nearest,
    words:
      values.length === 1
        ? onceWords(names, largest, meanRise)
        : noneWords(names, { ...largest, meanRise, rise, fall: nearest.fall }),
  };
}

/**
 * Size at the place of a mean curve that comes nearest to a peak by the rule, whether or not the curve rises there.
 * @returns null with fewer than three sizes.
 */
export function nearestToPeak({ sizes, values }: DescentCurves): number | null {
  return sizes.length < 3 || values.length === 0 ? null : sizes[peakPlaces(meanCurve(values)).peak]!;
}
