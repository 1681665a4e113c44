import type { Estimate } from '../../../analysis/index.ts';
import type { DescentMeasure, ModelWiseCurve, SizePoint } from '../../../studies/index.ts';
import { estimateText, hasInterval, natsText, percentNumber } from './number-texts.ts';
import { factorText, sizeText } from './setting-names.ts';

/** A finding of the study beside what this study's numbers say. */
export interface ComparedFinding {
  /** Undefined for what is of all regularizations together. */
  readonly setting: ModelWiseCurve['setting'] | undefined;
  readonly study: string;
  readonly seen: 'yes' | 'partly' | 'no' | 'cannot be told';
  readonly here: string;
}

/** A mean that is higher than another by no more than this part is not called a rise. */
const SAME = 0.05;

/** Test loss falls, rises, falls again. */
export function secondDescent({ setting, verdicts: { testLoss } }: ModelWiseCurve): ComparedFinding {
  const study = 'test loss falls, rises, falls again';
  const { peak, at, rise, fall, words } = testLoss;
  if (peak === 'plateau' || at === null || rise === null || fall === null)
    return { setting, study, seen: peak === 'none' ? 'no' : 'partly', here: words };
  const place = sizeText(setting, at);
  const change = `rises by ${estimateText(rise, natsText)} nats to ${place}, falls by ${estimateText(fall, natsText)} after it`;
  if (!hasInterval(rise) && peak !== 'peak')
    return { setting, study, seen: 'cannot be told', here: `${change}; no interval with one seed` };
  return peak === 'peak'
    ? { setting, study, seen: 'yes', here: change }
    : { setting, study, seen: 'no', here: `${change}: no peak beyond the interval` };
}

/** Without regularization the train loss keeps falling. */
export function trainLossFalls({ setting, points }: ModelWiseCurve): ComparedFinding | undefined {
  const known = measuredIn(points, 'trainLoss');
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const steps = known.slice(1).filter(({ value }, at) => value < known[at]!.value).length;
  const least = lowest(known);
  const lowestText =
    least === last ? '' : `; lowest is ${natsText(least.value)} at ${sizeText(setting, least.size)}`;
  return {
    setting,
    study: 'train loss keeps falling with the width, from about 0.001 to 0.0001',
    seen: steps === known.length - 1 ? 'yes' : last.value < first.value ? 'partly' : 'no',
    here: `from ${natsText(first.value)} at ${sizeText(setting, first.size)} to ${natsText(last.value)} at ${sizeText(setting, last.size)}, lower in ${steps} of ${known.length - 1} steps${lowestText}`,
  };
}

/** With L2 the loss that was trained on rises for large widths, since the penalty is in it; the cross entropy alone does not. */
export function penaltyRises({ setting, points }: ModelWiseCurve): ComparedFinding | undefined {
  const sums = withPenalty(points);
  const alone = measuredIn(points, 'trainLoss');
  if (sums.length < 2) return undefined;
  const risesIn = (values: readonly Measured[]) => values.at(-1)!.value > (1 + SAME) * lowest(values).value;
  const text = (values: readonly Measured[]) => {
    const [least, last] = [lowest(values), values.at(-1)!];
    return least === last
      ? `lowest at the widest, ${natsText(last.value)}`
      : `lowest at ${sizeText(setting, least.size)}, ${natsText(least.value)}, then ${natsText(last.value)} at ${sizeText(setting, last.size)}`;
  };
  const [sum, cross] = [risesIn(sums), risesIn(alone)];
  return {
    setting,
    study: 'train loss with the penalty in it rises for large k',
    seen: sum ? (cross ? 'partly' : 'yes') : 'no',
    here: `with penalty ${text(sums)}; cross entropy alone ${text(alone)}`,
  };
}

/** Train loss and penalty together, of sizes that have both. */
export function withPenalty(points: readonly SizePoint[]): Measured[] {
  return points.flatMap(({ size, measures: { trainLoss, penalty } }) =>
    trainLoss && penalty ? [{ size, value: trainLoss.value + penalty.value, estimate: undefined }] : [],
  );
}

/** Batch norm gives the best accuracy, L2 the next. */
export function bestAccuracy(curves: readonly ModelWiseCurve[]): ComparedFinding | undefined {
  const order = curves
    .flatMap(({ setting, points }) => {
      const known = measuredIn(points, 'bestTestError');
      return known.length === 0 ? [] : [{ setting, least: lowest(known) }];
    })
    .sort((a, b) => a.least.value - b.least.value);
  if (order.length < 2) return undefined;
  const wanted = ['batch', 'l2', 'none'].filter(kind =>
    order.some(({ setting }) => setting.regularization === kind),
  );
  const found = order.map(({ setting }) => setting.regularization).filter(kind => wanted.includes(kind));
  if (wanted.length < 2) return undefined;
  const isSame = wanted.join() === found.join();
  const [first, second] = [order[0]!.least.estimate, order[1]!.least.estimate];
  const isClear = first !== undefined && second !== undefined && isBelow(first, second);
  const text = order.map(
    ({ setting, least }) =>
      `${factorText(setting, 'regularization')} ${estimateText(least.estimate, percentNumber(1), '%')} at ${sizeText(setting, least.size)}`,
  );
  const chance = isClear ? '' : '; the intervals of the first two touch, or there are none';
  return {
    setting: undefined,
    study: 'batch norm gives the best accuracy, L2 the next',
    seen: isSame ? (isClear ? 'yes' : 'partly') : found[0] === wanted[0] ? 'partly' : 'no',
    here: `lowest test error with early stopping: ${text.join(', ')}${chance}`,
  };
}

/** Small networks need many epochs, large ones are best after a few. */
export function epochsToBest({ setting, points }: ModelWiseCurve): ComparedFinding | undefined {
  const known = measuredIn(points, 'bestEpochByLoss');
  const [first, last] = [known[0], known.at(-1)];
  if (first?.estimate === undefined || last?.estimate === undefined || first === last) return undefined;
  const text = ({ size, estimate }: Measured) =>
    `${estimateText(estimate, value => value.toFixed(0))} at ${sizeText(setting, size)}`;
  const isClear = isBelow(last.estimate, first.estimate);
  return {
    setting,
    study: 'small networks need many epochs, large ones are best after a few',
    seen: isClear ? 'yes' : last.value < first.value ? 'partly' : 'no',
    here: `best epoch by validation loss ${text(first)}, ${text(last)}`,
  };
}

/** “Bigger models are better; stop early.” */
export function biggerIsBetter({ setting, points }: ModelWiseCurve): ComparedFinding | undefined {
  const best = measuredIn(points, 'bestTestError');
  const end = points.at(-1)?.measures.testError;
  const last = best.at(-1);
  if (best.length < 2 || last?.estimate === undefined || end === undefined) return undefined;
  const least = lowest(best);
  const isWidest = least === last || !isBelow(least.estimate ?? last.estimate, last.estimate);
  const isEarly = last.value < end.value;
  const text = (estimate: Estimate | undefined) => estimateText(estimate, percentNumber(1), '%');
  const where =
    least === last ? 'lowest there' : `lowest at ${sizeText(setting, least.size)}, ${text(least.estimate)}`;
  return {
    setting,
    study: 'bigger models are better; stop early',
    seen: isWidest && isEarly ? 'yes' : isWidest || isEarly ? 'partly' : 'no',
    here: `test error at ${sizeText(setting, last.size)} with early stopping ${text(last.estimate)} (${where}), after the last epoch ${text(end)}`,
  };
}

interface Measured {
  readonly size: number;
  readonly value: number;
  readonly estimate: Estimate | undefined;
}

function measuredIn(points: readonly SizePoint[], name: DescentMeasure): Measured[] {
  return points.flatMap(({ size, measures }) => {
    const estimate = measures[name];
    return estimate === undefined ? [] : [{ size, value: estimate.value, estimate }];
  });
}

function lowest(values: readonly Measured[]): Measured {
  return values.reduce((least, one) => (one.value < least.value ? one : least));
}

/** Whether the whole interval of one is below that of another. */
function isBelow(one: Estimate, other: Estimate): boolean {
  return hasInterval(one) && hasInterval(other) && one.high < other.low;
}
