import {
  applyTemperature,
  brierScore,
  type Estimate,
  expectedCalibrationError,
  fitTemperature,
  type LabeledPredictions,
  negativeLogLikelihood,
  type ReliabilityBin,
  reliabilityCurve,
  topConfidences,
} from '../analysis/index.ts';

/** How far probabilities can be trusted. */
export interface CalibrationState {
  readonly curve: readonly ReliabilityBin[];
  /** Expected calibration error with its 95 % interval. */
  readonly error: Estimate;
  readonly negativeLogLikelihood: number;
  readonly brier: number;
}

export interface Calibration {
  readonly asTrained: CalibrationState;
  /** After temperature scaling. */
  readonly scaled: CalibrationState;
  readonly temperature: number;
  /**
   * What the temperature was fitted on: the validation side; or, where that is not at hand, one half of the test
   * drawings for the other half, so that no drawing is judged by a temperature of its own.
   */
  readonly fittedOn: 'validation' | 'test-halves';
}

/** Fewer than analysis' own, as the interval is shown with one digit. */
const RESAMPLES = 400;

/** @param validationTemperature fitted on the validation side. */
export function calibrate(
  predictions: LabeledPredictions,
  validationTemperature: number | undefined,
): Calibration {
  const { classes, labels } = predictions;
  const probabilities =
    validationTemperature === undefined
      ? scaledInHalves(predictions)
      : applyTemperature(predictions.probabilities, classes, validationTemperature);
  return {
    asTrained: stateOf(predictions),
    scaled: stateOf({ classes, labels, probabilities }),
    temperature: validationTemperature ?? fitTemperature(predictions),
    fittedOn: validationTemperature === undefined ? 'test-halves' : 'validation',
  };
}

function stateOf(predictions: LabeledPredictions): CalibrationState {
  const confidences = topConfidences(predictions);
  return {
    curve: reliabilityCurve(confidences),
    error: expectedCalibrationError(confidences, { resamples: RESAMPLES }),
    negativeLogLikelihood: negativeLogLikelihood(predictions),
    brier: brierScore(predictions),
  };
}

/** Even rows scaled by the temperature of the odd ones and the other way round. */
function scaledInHalves(predictions: LabeledPredictions): Float32Array {
  const { classes, labels } = predictions;
  const scaled = Float32Array.from(predictions.probabilities);
  if (labels.length < 2) return scaled;
  for (const parity of [0, 1]) {
    const temperature = fitTemperature(everySecond(predictions, 1 - parity));
    const half = everySecond(predictions, parity);
    const changed = applyTemperature(half.probabilities, classes, temperature);
    for (let place = 0; place < half.labels.length; place++)
      scaled.set(changed.subarray(place * classes, (place + 1) * classes), (2 * place + parity) * classes);
  }
  return scaled;
}

function everySecond({ classes, probabilities, labels }: LabeledPredictions, parity: number) {
  const rows = Array.from({ length: Math.ceil((labels.length - parity) / 2) }, (_, at) => 2 * at + parity);
  const half = new Float32Array(rows.length * classes);
  rows.forEach((row, place) => {
    for (let index = 0; index < classes; index++)
      half[place * classes + index] = probabilities[row * classes + index]!;
  });
  return { classes, probabilities: half, labels: rows.map(row => labels[row]!) };
}
