import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfusionMatrix } from '../analysis/index.ts';
import { DRAWING_BYTES, type NpyArray, readNpz, writeNpz } from '../data/index.ts';
import { DataError, RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import type { KeptPredictions, PredictionTally } from './prediction-tally.ts';
import { writeWholeFile } from './write-file.ts';

const FILE = 'predictions.npz';

/** What predictions.npz of a run holds: the test side as the best weights see it. */
export interface SavedPredictions extends KeptPredictions {
  /** Counted over all test drawings, also where not all are kept. */
  readonly confusion: ConfusionMatrix;
}

/** Writes predictions.npz of a run. @throws RunError if it cannot be written. */
export async function writePredictions(directory: string, tally: PredictionTally): Promise<void> {
  const { classes, counts } = tally.confusion;
  const { probabilities, labels, hashes, bitmaps } = tally.kept;
  const count = labels.length;
  const arrays = {
    probabilities: { data: probabilities, shape: [count, classes] },
    labels: { data: labels, shape: [count] },
    hashes: { data: hashes, shape: [count] },
    bitmaps: { data: bitmaps, shape: [count, DRAWING_BYTES] },
    confusion: { data: counts, shape: [classes, classes] },
  };
  await writeWholeFile(join(directory, FILE), writeNpz(arrays));
}

/**
 * Reads predictions.npz of a run.
 * @throws RunError if there is none (the run is not finished), DataError if it is damaged.
 */
export async function readPredictions(directory: string): Promise<SavedPredictions> {
  const path = join(directory, FILE);
  const arrays = readNpz(await readBytes(path), path);
  const take = <T>(name: string, Type: new (...args: never[]) => T, shape: (number | undefined)[]): T => {
    const array: NpyArray | undefined = arrays[name];
    const fits =
      array?.shape.length === shape.length &&
      shape.every((size, axis) => size === undefined || size === array.shape[axis]);
    if (array && fits && array.data instanceof Type) return array.data;
    throw new DataError(`${path} is damaged: its '${name}' is missing or has another shape.`, {
      hint: 'Evaluate the run again, or take another copy of it.',
    });
  };
  const labels = take('labels', Int32Array, [undefined]);
  const count = labels.length;
  const classes = arrays.confusion?.shape[0];
  const counts = take('confusion', Uint32Array, [classes, classes]);
  const foreign = labels.find(label => label < 0 || label >= classes!);
  if (foreign !== undefined) {
    throw new DataError(`${path} is damaged: it has label ${foreign}, but there are ${classes} classes.`, {
      hint: 'Evaluate the run again, or take another copy of it.',
    });
  }
  return {
    labels,
    probabilities: take('probabilities', Float32Array, [count, classes]),
    hashes: take('hashes', BigUint64Array, [count]),
    bitmaps: take('bitmaps', Uint8Array, [count, DRAWING_BYTES]),
    confusion: { classes: classes!, counts },
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw pathFailure(RunError, 'read', path, cause, 'A run has predictions when it has finished.');
  }
}
