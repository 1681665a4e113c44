import { checkPredictions, type LabeledPredictions } from './labeled-predictions.ts';

/**
 * How a drawing's label is scored, from 0 (surely wrong) to 1 (surely right); see the functions of these
 * names.
 */
export type LabelScore = 'self-confidence' | 'normalized-margin' | 'confidence-weighted-entropy';

/** Scores each drawing's label from 0 (surely wrong) to 1 (surely right), [N]. */
export function labelQuality(predictions: LabeledPredictions, score: LabelScore): Float64Array {
  if (score === 'self-confidence') return selfConfidence(predictions);
  if (score === 'normalized-margin') return normalizedMargin(predictions);
  return confidenceWeightedEntropy(predictions);
}

/** The probability of the label, [N]. */
export function selfConfidence(predictions: LabeledPredictions): Float64Array {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  return Float64Array.from(labels, (label, row) => probabilities[row * classes + label]!);
}

/**
 * The probability of the label less that of the most probable other class, as (difference + 1) / 2, [N]:
 * below 0.5 where the model answers something else. Source: Northcutt et al. 2021, 3.2.
 */
export function normalizedMargin(predictions: LabeledPredictions): Float64Array {
  const { classes, probabilities } = predictions;
  const other = likeliestOthers(predictions);
  return selfConfidence(predictions).map((own, row) => {
    const rival = other[row] === -1 ? 0 : probabilities[row * classes + other[row]!]!;
    return (own - rival + 1) / 2;
  });
}

/**
 * Entropy over self-confidence, H / p with H from 0 to 1 (ln K nats are 1), orders drawings by how sure the
 * model is that they are something else; here as 1 / (1 + H / p), which orders alike, [N]. Where the model is
 * certain of another class, both are 0: that is a score of 0.
 * Source: Kuan and Mueller, Model-agnostic label quality scoring to detect real-world label errors, 2022.
 */
export function confidenceWeightedEntropy(predictions: LabeledPredictions): Float64Array {
  const { classes, probabilities } = predictions;
  return selfConfidence(predictions).map((own, row) => {
    let entropy = 0;
    for (let index = 0; index < classes; index++) {
      const probability = probabilities[row * classes + index]!;
      if (probability > 0) entropy -= probability * Math.log(probability);
    }
    return own === 0 ? 0 : own / (own + entropy / Math.log(Math.max(2, classes)));
  });
}

/**
 * The most probable class that is not the label, of equal ones the lower, −1 where there is one class only;
 * [N].
 */
export function likeliestOthers(predictions: LabeledPredictions): Int32Array {
  checkPredictions(predictions);
  const { classes, probabilities, labels } = predictions;
  return Int32Array.from(labels, (label, row) => {
    let likeliest = -1;
    for (let index = 0; index < classes; index++) {
      if (index === label) continue;
      if (
        likeliest === -1 ||
        probabilities[row * classes + index]! > probabilities[row * classes + likeliest]!
      )
        likeliest = index;
    }
    return likeliest;
  });
}
