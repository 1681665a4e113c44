import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchSource, readNpz, writeNpz } from '../data/index.ts';
import { DataError, RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { saveFile } from '../node/save-file.ts';
import { evaluateSource, type Predictor } from '../train/index.ts';
import { fileDigest } from './file-digest.ts';

const FILE = 'out-of-sample.npz';

/** What a network or trees say of drawings that they have not seen. */
export interface OutOfSample {
  /** [N, classes]. */
  readonly probabilities: Float32Array;
  /** As given, [N]. */
  readonly labels: Int32Array;
  /** Content hashes, [N]. */
  readonly hashes: BigUint64Array;
}

/**
 * Writes what a network says of the drawings of a source into a run's directory: of all of them, however many, and
 * without their bitmaps, unlike predictions.npz.
 * @returns SHA-256 of the file.
 */
export async function writeOutOfSample(
  directory: string,
  predictor: Predictor,
  source: BatchSource,
  signal: AbortSignal,
): Promise<string> {
  const { classes } = predictor;
  const probabilities = new Float32Array(source.count * classes);
  const labels = new Int32Array(source.count);
  let filled = 0;
  await evaluateSource(predictor, source, {
    signal,
    visit: rows => {
      probabilities.set(rows.probabilities, filled * classes);
      labels.set(rows.labels, filled);
      filled += rows.labels.length;
    },
  });
  const path = join(directory, FILE);
  const arrays = {
    probabilities: { data: probabilities, shape: [labels.length, classes] },
    labels: { data: labels, shape: [labels.length] },
    hashes: { data: await source.contentHashes(), shape: [labels.length] },
  };
  await saveFile(path, writeNpz(arrays));
  return fileDigest(path);
}

/**
 * Reads what a fold's network said.
 * @param directory of its run.
 * @param digest SHA-256 that its result tells.
 * @throws RunError if it is gone; DataError if it is another file.
 */
export async function readOutOfSample(directory: string, digest: string | undefined): Promise<OutOfSample> {
  const path = join(directory, FILE);
  const bytes = await readFile(path).catch(error => {
    throw pathFailure(RunError, 'read', path, error, 'Begin again in another place.');
  });
  if (digest === undefined || (await fileDigest(path)) !== digest)
    throw new DataError(`${path} is damaged, or of another run.`, { hint: 'Begin again in another place.' });
  const { probabilities, labels, hashes } = readNpz(bytes, path);
  return {
    probabilities: probabilities!.data as Float32Array,
    labels: labels!.data as Int32Array,
    hashes: hashes!.data as BigUint64Array,
  };
}
