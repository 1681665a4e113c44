import { RandomStream } from '../engine/index.ts';

/**
 * Noise that gives a share of labels away, to every other class alike: 1 − rate on the diagonal, rate / (K −
 * 1) off it.
 * @param rate share of labels that become wrong, 0 to 1.
 * @returns P(given | true), [true, given]; rows sum to 1.
 */
export function symmetricNoise(classes: number, rate: number): Float64Array {
  return transition(classes, rate, () => 1);
}

/**
 * Noise in the shape of a model's confusions: as many drawings of each class get a wrong label, and which one
 * goes by what the model took them for. A class that was never confused gives to all others alike.
 * @param confusions which class was taken for which, [truth, prediction]; counts or weights, the diagonal does not matter.
 * @param rate share of labels that become wrong, 0 to 1.
 * @returns P(given | true), [true, given]; rows sum to 1.
 */
export function confusionNoise(
  { classes, counts }: { readonly classes: number; readonly counts: ArrayLike<number> },
  rate: number,
): Float64Array {
  const confused = Array.from({ length: classes }, (_, truth) => {
    let wrong = 0;
    for (let index = 0; index < classes; index++)
      if (index !== truth) wrong += counts[truth * classes + index]!;
    return wrong > 0;
  });
  return transition(classes, rate, (truth, given) =>
    confused[truth] ? counts[truth * classes + given]! : 1,
  );
}

function transition(
  classes: number,
  rate: number,
  weightOf: (truth: number, given: number) => number,
): Float64Array {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`A rate is from 0 to 1, not ${rate}.`);
  if (classes < 2) throw new RangeError('Labels of one class cannot become wrong.');
  const matrix = new Float64Array(classes * classes);
  for (let truth = 0; truth < classes; truth++) {
    let total = 0;
    for (let given = 0; given < classes; given++) if (given !== truth) total += weightOf(truth, given);
    for (let given = 0; given < classes; given++)
      matrix[truth * classes + given] = given === truth ? 1 - rate : (rate * weightOf(truth, given)) / total;
  }
  return matrix;
}

/**
 * Draws a noisy label for each drawing. Every drawing has random numbers of its own, so that its label does
 * not hang on how many others there are.
 * @param labels true classes, [N].
 * @param transition P(given | true), [true, given], as the functions above make it.
 * @param ids what names a drawing among the random numbers, [N], unsigned 32-bit; by default its row.
 * @returns labels as given, [N].
 */
export function injectLabelNoise(
  labels: ArrayLike<number>,
  transition: Float64Array,
  seed: number,
  ids?: ArrayLike<number>,
): Int32Array {
  const classes = Math.sqrt(transition.length);
  return Int32Array.from(labels, (truth, row) => {
    const stream = new RandomStream(seed, 'labelNoise', ids === undefined ? row : ids[row]!);
    return drawClass(transition, truth * classes, classes, stream.uniform()) ?? truth;
  });
}

/**
 * The class at which the running sum of the row's probabilities passes `draw`; none where rounding keeps the
 * sum below.
 */
function drawClass(
  transition: Float64Array,
  start: number,
  classes: number,
  draw: number,
): number | undefined {
  let sum = 0;
  for (let index = 0; index < classes; index++) {
    sum += transition[start + index]!;
    if (draw < sum) return index;
  }
  return undefined;
}
