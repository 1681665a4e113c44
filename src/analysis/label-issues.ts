import { type LabelScore, labelQuality, likeliestOthers } from './label-quality.ts';
import type { LabeledPredictions } from './labeled-predictions.ts';
import { type PruneMethod, pruneLabels } from './prune-labels.ts';
import { smallestFirst } from './row-order.ts';

/** A drawing whose label is likely wrong. */
export interface LabelIssue {
  readonly row: number;
  readonly given: number;
  /** The most probable other class. */
  readonly suggested: number;
  /** Quality of the given label, 0 (surely wrong) to 1. */
  readonly quality: number;
}

export interface LabelIssueOptions {
  readonly method?: PruneMethod;
  readonly score?: LabelScore;
  /** How much more probable than the label, 0 to 1, another class has to be. */
  readonly margin?: number;
}

/**
 * Drawings whose labels are likely wrong, the likeliest first, from out-of-sample probabilities: those that
 * `method` marks and that the model takes for something else, by `margin` at least. (By-class and by-noise-rate pruning fill up
 * their estimated numbers with drawings whose label is the model's own answer; there is nothing to suggest
 * for these.)
 * @param predictions probabilities of models that were trained without the drawing, and labels as given.
 */
export function labelIssues(
  predictions: LabeledPredictions,
  { method = 'by-noise-rate', score = 'normalized-margin', margin = 0 }: LabelIssueOptions = {},
): LabelIssue[] {
  const { classes, probabilities, labels } = predictions;
  const marks = pruneLabels(predictions, method);
  const quality = labelQuality(predictions, score);
  const others = likeliestOthers(predictions);
  const issues: LabelIssue[] = [];
  for (const row of smallestFirst(quality)) {
    const given = labels[row]!;
    const suggested = others[row]!;
    if (marks[row] === 0 || suggested === -1) continue;
    const lead = probabilities[row * classes + suggested]! - probabilities[row * classes + given]!;
    if (lead <= 0 || lead < margin) continue;
    issues.push({ row, given, suggested, quality: quality[row]! });
  }
  return issues;
}
