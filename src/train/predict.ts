import { topClasses } from '../analysis/index.ts';
import { DataError } from '../errors.ts';
import { type OpenPredictor, openPredictor } from './open-predictor.ts';
import { type InputBlock, readInputs } from './read-inputs.ts';

interface PredictOptions {
  /** Most likely categories to tell of each drawing. */
  readonly top: number;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Is told of a file that cannot be used; the others are still looked at. */
  readonly onUnreadable: (file: string, error: DataError) => void;
}

/** What a run's best weights say of a drawing. */
export interface Prediction {
  readonly file: string;
  /** Position of the drawing in its file, from 0. */
  readonly index: number;
  /** Drawings in its file. */
  readonly total: number;
  /** The most likely categories, the likeliest first. */
  readonly top: readonly { readonly category: string; readonly probability: number }[];
  /** What it should show, if its file tells; `isKnown`: whether that is a category of the run. */
  readonly word: { readonly name: string; readonly isKnown: boolean } | undefined;
}

/**
 * Tells what drawings show, file by file: PNG of any size and polarity, or the dataset's formats.
 * @param directory of the run.
 * @throws RunError or DataError if the run cannot be used.
 */
export async function* predict(
  directory: string,
  files: readonly string[],
  { top, threads, signal, onUnreadable }: PredictOptions,
): AsyncGenerator<Prediction> {
  const classifier = await openPredictor(directory, { threads });
  try {
    for (const file of files) {
      try {
        for await (const block of readInputs(file)) {
          signal?.throwIfAborted();
          yield* predictBlock(classifier, block, top);
        }
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        onUnreadable(file, error);
      }
    }
  } finally {
    await classifier.close();
  }
}

async function* predictBlock(
  { predictor, categories }: OpenPredictor,
  { file, first, total, bitmaps, words }: InputBlock,
  top: number,
): AsyncGenerator<Prediction> {
  const classes = categories.length;
  const probabilities = await predictor.classify(bitmaps);
  for (let row = 0; row * classes < probabilities.length; row++) {
    const scores = probabilities.subarray(row * classes, (row + 1) * classes);
    const likeliest = topClasses(scores, top).map(label => ({
      category: categories[label]!,
      probability: scores[label]!,
    }));
    const name = words[row];
    const word = name === undefined ? undefined : { name, isKnown: categories.includes(name) };
    yield { file, index: first + row, total, top: likeliest, word };
  }
}
