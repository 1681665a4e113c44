import {
  estimateLabelNoise,
  type LabelNoise,
  labelIssues,
  normalizedMargin,
  selfConfidence,
} from '../../analysis/index.ts';
import { drawingName } from '../../data/index.ts';
import type { CrossValidated } from '../cross-validate.ts';

/** A drawing whose label is likely wrong. */
export interface NamedIssue {
  /** Content hash in 16 hexadecimal digits. */
  readonly drawing: string;
  readonly given: string;
  readonly suggested: string;
  /** Probability of the given label. */
  readonly selfConfidence: number;
  /** Probability of the given label less that of the suggested one: −1 (surely wrong) to 0. */
  readonly margin: number;
  /** Whether it goes on the list of what to leave out: it is likely enough to be wrong. */
  readonly listed: boolean;
}

/** A category with what is flagged of it. */
export interface CategoryIssues {
  readonly category: string;
  readonly drawings: number;
  readonly flagged: number;
  readonly share: number;
}

/** Drawings with one label that are estimated to be of another category. */
export interface NoisePair {
  readonly given: string;
  readonly true: string;
  /** Of the drawings labeled so, the share that is estimated to be of the other. */
  readonly share: number;
}

/** What is known of the labels of cross-validated drawings. */
export interface LabelReport {
  readonly drawings: number;
  /** The likeliest errors first. */
  readonly issues: readonly NamedIssue[];
  /** Share of the drawings that is flagged. */
  readonly share: number;
  /** How many of the issues go on the list of what to leave out. */
  readonly listed: number;
  /** Share of wrong labels by the confident joint, before issues are ranked. */
  readonly estimatedErrorShare: number;
  /** The largest share first. */
  readonly categories: readonly CategoryIssues[];
  /** The largest share first. */
  readonly pairs: readonly NoisePair[];
}

/**
 * Finds label issues by confident learning, and estimates how labels went wrong.
 * @param names of the categories, by label.
 * @param margin how much more probable another category has to be than the label, for an issue to be listed.
 */
export function reportLabels(
  predictions: CrossValidated,
  names: readonly string[],
  margin: number,
): LabelReport {
  const { labels, hashes } = predictions;
  const own = selfConfidence(predictions);
  const quality = normalizedMargin(predictions);
  const found = labelIssues(predictions);
  const listed = new Set(labelIssues(predictions, { margin }).map(({ row }) => row));
  const noise = estimateLabelNoise(predictions);
  const issues = found.map(
    ({ row, given, suggested }): NamedIssue => ({
      drawing: drawingName(hashes[row]!),
      given: names[given]!,
      suggested: names[suggested]!,
      selfConfidence: own[row]!,
      margin: 2 * quality[row]! - 1,
      listed: listed.has(row),
    }),
  );
  return {
    drawings: labels.length,
    issues,
    share: labels.length === 0 ? 0 : issues.length / labels.length,
    listed: listed.size,
    estimatedErrorShare: noise.errorShare,
    categories: issuesByCategory(issues, labels, names),
    pairs: noisePairs(noise, names),
  };
}

function issuesByCategory(
  issues: readonly NamedIssue[],
  labels: Int32Array,
  names: readonly string[],
): CategoryIssues[] {
  const drawings = new Uint32Array(names.length);
  for (const label of labels) drawings[label]!++;
  const flagged = new Map<string, number>();
  for (const { given } of issues) flagged.set(given, (flagged.get(given) ?? 0) + 1);
  return names
    .map((category, label) => {
      const count = flagged.get(category) ?? 0;
      return {
        category,
        drawings: drawings[label]!,
        flagged: count,
        share: count / Math.max(1, drawings[label]!),
      };
    })
    .sort((a, b) => b.share - a.share);
}

function noisePairs({ classes, inverseNoiseMatrix }: LabelNoise, names: readonly string[]): NoisePair[] {
  const pairs: NoisePair[] = [];
  for (const [place, share] of inverseNoiseMatrix.entries()) {
    const [given, truth] = [Math.floor(place / classes), place % classes];
    if (given !== truth && share > 0) pairs.push({ given: names[given]!, true: names[truth]!, share });
  }
  return pairs.sort((a, b) => b.share - a.share);
}
