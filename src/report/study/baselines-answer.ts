import type { Estimate } from '../../analysis/index.ts';
import type { BaselinesComparison, SummaryRow } from '../../studies/index.ts';
import { percentText } from '../words.ts';
import { type Measured, measuredIn, shareWithInterval } from './measured.ts';

/** Categories of the published comparison. */
const PUBLISHED_CATEGORIES = 50;
const PUBLISHED_DENSE = 0.4128;

interface Question {
  readonly rows: readonly SummaryRow[];
  readonly comparison: BaselinesComparison;
  /** Categories of this comparison. */
  readonly categories: number;
}

/** Was the published 41 % of a dense network the model or the training? What the numbers say, in sentences. */
export function answerOf({ rows, comparison, categories }: Question): string[] {
  const testOf = (name: string) => {
    const row = rows.find(({ model }) => model === name);
    return row && measuredIn(row, 'testAccuracy');
  };
  const [plain, tuned] = [testOf('mlp'), testOf('tuned-mlp')];
  if (plain === undefined || tuned === undefined)
    return ['That takes both mlp and tuned-mlp: at least one of them has no result here.'];
  const gain = comparison.difference('tuned-mlp', 'mlp');
  const gap = comparison.difference('cnn', 'mlp');
  return [
    `As it comes, the dense network reaches ${shareWithInterval(plain)}; tuned, ${shareWithInterval(tuned)}.`,
    ...(gain ? [gainText(gain, comparison.repeatedBy)] : []),
    ...(gain && gap && gap.value > 0 ? [closedText(gain, gap)] : []),
    categories === PUBLISHED_CATEGORIES
      ? verdict(plain, tuned, gain)
      : `The published ${percentText(PUBLISHED_DENSE, 2)} are of ${PUBLISHED_CATEGORIES} categories, these numbers of ${categories}: they cannot be held against it. Only the distances between models tell something here.`,
  ];
}

function gainText(gain: Estimate, repeatedBy: string): string {
  if (!Number.isFinite(gain.low))
    return `Tuning changes it by ${points(gain.value)}; with one ${repeatedBy} there is no telling how much of that is chance.`;
  const range = `${signed(gain.low)} to ${signed(gain.high)}, ${repeatedBy} by ${repeatedBy}`;
  if (gain.low > 0) return `Tuning gains ${points(gain.value)} (95% interval ${range}).`;
  if (gain.high < 0) return `Tuning loses ${points(-gain.value)} (95% interval ${range}).`;
  return `Tuning changes it by ${points(gain.value)}, which can be chance (95% interval ${range}).`;
}

function closedText(gain: Estimate, gap: Estimate): string {
  const share = Math.max(0, gain.value / gap.value);
  return `The convolutional network is ${points(gap.value)} ahead of the plain dense one; tuning closes ${percentText(share, 0)} of that.`;
}

/** On as many categories as the published number is of. */
function verdict(plain: Measured, tuned: Measured, gain: Estimate | undefined): string {
  const published = percentText(PUBLISHED_DENSE, 2);
  const isAbove = ({ value, interval }: Measured) => (interval?.low ?? value) > PUBLISHED_DENSE;
  if (isAbove(plain))
    return `So the published ${published} were the training, not the model: a dense network is better than that even untuned, with Adam and early stopping. Its own settings are not told.`;
  if (isAbove(tuned))
    return `So the published ${published} were the training rather than the model: an untuned dense network does about as well, and a tuned one better.`;
  if (gain !== undefined && gain.low > 0)
    return `Tuning helps, but these dense networks do not get beyond the published ${published}: no training of them that was tried here explains that number away.`;
  return `Nothing here gets a dense network beyond the published ${published}: by these numbers it was the model.`;
}

function points(share: number): string {
  return `${(100 * share).toFixed(1)} points`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : ''}${Math.abs(100 * share).toFixed(1)}`;
}
