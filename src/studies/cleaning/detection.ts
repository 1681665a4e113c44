import {
  type LabelIssue,
  type LabelScore,
  labelIssues,
  labelQuality,
  pointAtRecall,
  precisionRecallCurve,
  smallestFirst,
} from '../../analysis/index.ts';
import { drawingName } from '../../data/index.ts';
import type { CrossValidated } from '../cross-validate.ts';
import type { Relabeled } from './injected-noise.ts';

/** Recall at which rankings are compared. */
export const RECALL = 0.7;

/** The ways to rank labels. */
export const SCORES = [
  'normalized-margin',
  'self-confidence',
  'confidence-weighted-entropy',
] as const satisfies LabelScore[];

/** How many drawings were chosen, and how well. All are shares from 0 to 1. */
export interface Retrieval {
  readonly share: number;
  /** Of the chosen ones, those that are wrong on purpose. */
  readonly precision: number;
  /** Of those that are wrong on purpose, the chosen ones. */
  readonly recall: number;
}

/** How well wrong labels that are known are found. Shares are from 0 to 1. */
export interface Detection {
  /** Drawings whose label is wrong on purpose. */
  readonly wrong: number;
  readonly flagged: Retrieval;
  /** Those of the flagged ones that go on the list of what to leave out. */
  readonly listed: Retrieval;
  /** Precision of the first of all drawings, ranked by each score, that hold 70 % of the wrong ones. */
  readonly precisionAtRecall: Readonly<Record<LabelScore, number>>;
  /** Share of the flagged wrong ones whose suggested label is the true one. */
  readonly rightSuggestions: number;
}

/** Holds what is found against what was injected. @param margin of those that are listed. */
export function measureDetection(
  predictions: CrossValidated,
  relabeled: Relabeled,
  truth: ReadonlyMap<string, number>,
  margin: number,
): Detection {
  const changed = new Set(relabeled.map(([name]) => name));
  const names = Array.from(predictions.hashes, drawingName);
  const isWrong = Uint8Array.from(names, name => (changed.has(name) ? 1 : 0));
  const wrong = isWrong.reduce((sum, mark) => sum + mark, 0);
  const retrieval = (issues: readonly LabelIssue[]): Retrieval => {
    const found = issues.filter(({ row }) => isWrong[row] === 1).length;
    return {
      share: issues.length / names.length,
      precision: found / Math.max(1, issues.length),
      recall: found / Math.max(1, wrong),
    };
  };
  const issues = labelIssues(predictions);
  const found = issues.filter(({ row }) => isWrong[row] === 1);
  const right = found.filter(({ row, suggested }) => truth.get(names[row]!) === suggested);
  return {
    wrong,
    flagged: retrieval(issues),
    listed: retrieval(labelIssues(predictions, { margin })),
    precisionAtRecall: Object.fromEntries(
      SCORES.map(score => [score, precisionAt(predictions, isWrong, score)]),
    ) as Record<LabelScore, number>,
    rightSuggestions: right.length / Math.max(1, found.length),
  };
}

/** Of a ranking of all drawings: it reaches any recall. */
function precisionAt(predictions: CrossValidated, isWrong: Uint8Array, score: LabelScore): number {
  const ranked = smallestFirst(labelQuality(predictions, score));
  return pointAtRecall(precisionRecallCurve(ranked, isWrong), RECALL)!.precision;
}

/** The names of flagged drawings, the likeliest errors first. */
export function namesOf(issues: readonly LabelIssue[], { hashes }: CrossValidated): string[] {
  return issues.map(({ row }) => drawingName(hashes[row]!));
}
