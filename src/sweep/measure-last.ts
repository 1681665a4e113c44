import { predictedClasses } from '../analysis/index.ts';
import type { BatchSource } from '../data/index.ts';
import {
  evaluateSource,
  labelTransition,
  openPredictor,
  type Predictor,
  type RunRecord,
} from '../train/index.ts';
import type { CellResult } from './cell-result.ts';
import type { CellContext } from './cell-runners.ts';

type Last = NonNullable<CellResult['last']>;

/** The smallest number above zero of 32 bits: a probability that has been rounded to zero is not larger. */
const LEAST = 2 ** -149;

/**
 * Looks with the weights of the last epoch at the train and test sides.
 * @returns undefined where they are the best ones too, or where something has stopped the run early.
 */
export async function measureLast(
  { directory, threads, drawings, signal }: CellContext,
  { config, categories, results }: RunRecord,
): Promise<Last | undefined> {
  if (config.patience > 0 || results!.bestEpoch === results!.epochs) return undefined;
  const { predictor, close } = await openPredictor(directory, { threads, weights: 'last' });
  try {
    const { train, test } = drawings.parts;
    const { count, lossSum, correct } = await evaluateSource(predictor, train, { signal });
    const transition = labelTransition(config, categories.length);
    return {
      train: { loss: lossSum / count, accuracy: correct / count },
      ...(await measureTest(predictor, test, transition, signal)),
    };
  } finally {
    await close();
  }
}

/**
 * The test side as it is, and as its labels would be if they became wrong as those trained on did. For the second no label is drawn: it is
 * the mean over what each may become, Σ P(given | true) · loss(given).
 */
async function measureTest(
  predictor: Predictor,
  source: BatchSource,
  transition: Float64Array,
  signal: AbortSignal,
): Promise<Pick<Last, 'test' | 'noisyTest'>> {
  const { classes } = predictor;
  let noisyLoss = 0;
  let noisyRight = 0;
  const { count, lossSum, correct } = await evaluateSource(predictor, source, {
    signal,
    visit: ({ labels, probabilities }) => {
      const answers = predictedClasses(probabilities, classes);
      for (let row = 0; row < labels.length; row++) {
        const start = labels[row]! * classes;
        for (let given = 0; given < classes; given++)
          noisyLoss -=
            transition[start + given]! * Math.log(Math.max(LEAST, probabilities[row * classes + given]!));
        noisyRight += transition[start + answers[row]!]!;
      }
    },
  });
  if (count === 0) return { test: null, noisyTest: null };
  return {
    test: { loss: lossSum / count, accuracy: correct / count },
    noisyTest: { loss: noisyLoss / count, accuracy: noisyRight / count },
  };
}
