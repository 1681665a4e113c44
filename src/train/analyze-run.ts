import { fitTemperature, predictedClasses } from '../analysis/index.ts';
import { DRAWING_BYTES } from '../data/index.ts';
import { isLabError } from '../errors.ts';
import { readCheckpoint } from './checkpoint.ts';
import { takeTurns } from './event-loop.ts';
import { firstLayerOf } from './first-layer.ts';
import { measure } from './measure.ts';
import { occlusionMap } from './occlusion.ts';
import { type OpenPredictor, openPredictor } from './open-predictor.ts';
import { readPredictions, type SavedPredictions } from './predictions-file.ts';
import {
  type ExaminedDrawing,
  type RunAnalysis,
  type ValidationFacts,
  writeAnalysis,
} from './run-analysis.ts';
import { openRunDrawings } from './run-drawings.ts';
import { type Classify, measureSensitivity } from './sensitivity.ts';

interface AnalyzeOptions {
  /** Predictions of the run, where they have been read already. */
  readonly predictions?: SavedPredictions | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Is told the share done, 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Drawings of the test side that are moved. */
const SAMPLE = 1000;

/** Right and wrong drawings, each, that are looked at closely. */
const EXAMINED = 8;

/**
 * Asks the best weights of a finished run what its saved predictions do not tell, and keeps it in analysis.npz: the
 * filters of the first layer, how well moved drawings are known, what the network looks at in some drawings, and what
 * the validation side says of its confusions and its sureness.
 * @param directory the run's.
 * @throws RunError or DataError if files are missing or damaged.
 */
export async function analyzeRun(
  directory: string,
  options: AnalyzeOptions = {},
): Promise<{ readonly analysis: RunAnalysis; readonly notes: readonly string[] }> {
  const { threads, signal, onProgress = () => {} } = options;
  const predictions = options.predictions ?? (await readPredictions(directory));
  const opened = await openPredictor(directory, { threads });
  const isNetwork = opened.record.config.model !== 'gbdt';
  const checkpoint = isNetwork ? await readCheckpoint(directory, 'best') : undefined;
  const classify: Classify = async bitmaps => {
    await takeTurns();
    signal?.throwIfAborted();
    return opened.predictor.classify(bitmaps);
  };
  const notes: string[] = [];
  try {
    const sample = sampleOf(predictions);
    const analysis: RunAnalysis = {
      firstLayer: checkpoint && firstLayerOf(checkpoint.tensors),
      sensitivity:
        sample.labels.length === 0 ? undefined : await measureSensitivity(classify, sample, onProgress),
      examined: await examine(classify, predictions),
      validation: await validationFacts(opened, { signal, tell: note => notes.push(note) }),
    };
    await writeAnalysis(directory, analysis, predictions);
    return { analysis, notes };
  } finally {
    await opened.close();
  }
}

/** Rows by content hash, which is as good as a random order and always the same. */
function rowsByHash({ hashes }: SavedPredictions): number[] {
  return Array.from(hashes.keys()).sort((a, b) => (hashes[a]! < hashes[b]! ? -1 : 1));
}

function bitmapOf({ bitmaps }: SavedPredictions, row: number): Uint8Array {
  return bitmaps.subarray(row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES);
}

function sampleOf(predictions: SavedPredictions): { bitmaps: Uint8Array; labels: Int32Array } {
  const rows = rowsByHash(predictions).slice(0, SAMPLE);
  const bitmaps = new Uint8Array(rows.length * DRAWING_BYTES);
  rows.forEach((row, place) => {
    bitmaps.set(bitmapOf(predictions, row), place * DRAWING_BYTES);
  });
  return { bitmaps, labels: Int32Array.from(rows, row => predictions.labels[row]!) };
}

/** A few right and a few wrong drawings, each of another category where there are enough. */
async function examine(classify: Classify, predictions: SavedPredictions): Promise<ExaminedDrawing[]> {
  const { labels, probabilities, confusion } = predictions;
  const predicted = predictedClasses(probabilities, confusion.classes);
  const rows = rowsByHash(predictions);
  const chosen = [true, false].flatMap(isRight =>
    ofManyCategories(
      rows.filter(row => (predicted[row] === labels[row]) === isRight),
      labels,
    ),
  );
  const examined: ExaminedDrawing[] = [];
  for (const row of chosen) {
    const bitmap = bitmapOf(predictions, row);
    examined.push({ row, ...(await occlusionMap(classify, bitmap, predicted[row]!, labels[row]!)) });
  }
  return examined;
}

function ofManyCategories(rows: readonly number[], labels: Int32Array): number[] {
  const seen = new Set<number>();
  const first = rows.filter(row => {
    const isNew = !seen.has(labels[row]!);
    seen.add(labels[row]!);
    return isNew;
  });
  return [...first, ...rows.filter(row => !first.includes(row)).slice(0, EXAMINED)].slice(0, EXAMINED);
}

/** Looks at the validation side. Without it a report has less to say, which is no reason to have none. */
async function validationFacts(
  { record, predictor }: OpenPredictor,
  { signal, tell }: { signal: AbortSignal | undefined; tell: (note: string) => void },
): Promise<ValidationFacts | undefined> {
  if (record.drawings.validation === 0) return undefined;
  try {
    const drawings = await openRunDrawings(record.config, () => signal?.throwIfAborted());
    try {
      if (drawings.catalogue.fingerprint !== record.dataFingerprint) {
        tell('The run was trained with other drawings than there are now: its validation side is left out.');
        return undefined;
      }
      const { tally } = await measure(predictor, drawings.parts.validation, { signal });
      const { probabilities, labels } = tally.kept;
      const { classes } = tally.confusion;
      const temperature = fitTemperature({ classes, probabilities, labels });
      return { drawings: drawings.parts.validation.count, temperature, confusion: tally.confusion };
    } finally {
      await drawings.close();
    }
  } catch (error) {
    if (!isLabError(error)) throw error;
    tell(`The run’s validation side is left out: ${error.message}`);
    return undefined;
  }
}
