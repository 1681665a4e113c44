import { LEAST_PROBABILITY } from './drawing-losses.ts';
import { checkSomePredictions, type LabeledPredictions } from './labeled-predictions.ts';

/** Temperatures that are looked at: 1/100 to 100. */
const LARGEST = 100;
/** Relative. Newton's last step is taken too, and leaves about the square of this. */
const TOLERANCE = 1e-5;

/**
 * The temperature T that makes predictions most likely: softmax(z / T) has the least mean negative log
 * likelihood, with logits z = ln p. Above 1, the network was too sure of itself. Fit it on drawings that are
 * not those to be told of, the validation side; it changes no answer, only how sure it is. The loss is convex
 * in β = 1/T: Newton's steps on its slope, halving where they lead outside.
 * Source: Guo, Pleiss, Sun, Weinberger, On Calibration of Modern Neural Networks, ICML 2017, 4.2.
 *
 * @returns from 0.01 to 100; an end of that where the likelihood has no maximum between, as when all answers
 * are right.
 */
export function fitTemperature(predictions: LabeledPredictions): number {
  checkSomePredictions(predictions);
  const logits = logProbabilities(predictions.probabilities);
  let low = 1 / LARGEST;
  let high = LARGEST;
  let beta = 1;
  while (high > low * (1 + TOLERANCE)) {
    const { slope, curvature } = slopeAt(beta, logits, predictions);
    if (slope === 0) return 1 / beta;
    const next = beta - slope / curvature;
    if (Math.abs(next - beta) <= TOLERANCE * beta) return 1 / next;
    if (slope > 0) high = beta;
    else low = beta;
    beta = next > low && next < high ? next : Math.sqrt(low * high);
  }
  return 1 / beta;
}

/**
 * Probabilities at a temperature: softmax(ln p / T), which is p^(1/T) over its sum.
 * @param probabilities [N, classes], row-major.
 * @returns [N, classes].
 */
export function applyTemperature(
  probabilities: ArrayLike<number>,
  classes: number,
  temperature: number,
): Float32Array {
  if (!(temperature > 0)) throw new RangeError(`A temperature is above 0, not ${temperature}.`);
  const scaled = new Float32Array(probabilities.length);
  const powers = new Float64Array(classes);
  for (let start = 0; start < probabilities.length; start += classes) {
    let largest = 0;
    for (let index = 0; index < classes; index++) largest = Math.max(largest, probabilities[start + index]!);
    let sum = 0;
    for (let index = 0; index < classes; index++) {
      powers[index] = (probabilities[start + index]! / largest) ** (1 / temperature);
      sum += powers[index]!;
    }
    for (let index = 0; index < classes; index++) scaled[start + index] = powers[index]! / sum;
  }
  return scaled;
}

function logProbabilities(probabilities: ArrayLike<number>): Float64Array {
  const logits = new Float64Array(probabilities.length);
  for (let place = 0; place < logits.length; place++)
    logits[place] = Math.log(Math.max(probabilities[place]!, LEAST_PROBABILITY));
  return logits;
}

/**
 * First and second derivative by β of the mean of ln Σ_k e^(β·z_k) − β·z_label: the mean of E[z] − z_label
 * and of Var[z], both under softmax(β·z).
 */
function slopeAt(
  beta: number,
  logits: Float64Array,
  { classes, labels }: LabeledPredictions,
): { slope: number; curvature: number } {
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < labels.length; row++) {
    const start = row * classes;
    let largest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < classes; index++) largest = Math.max(largest, logits[start + index]!);
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let index = 0; index < classes; index++) {
      // Relative to the largest logit, which changes neither derivative.
      const logit = logits[start + index]! - largest;
      const weight = Math.exp(beta * logit);
      sum += weight;
      first += weight * logit;
      second += weight * logit * logit;
    }
    const mean = first / sum;
    slope += mean - (logits[start + labels[row]!]! - largest);
    curvature += second / sum - mean * mean;
  }
  return { slope: slope / labels.length, curvature: curvature / labels.length };
}
