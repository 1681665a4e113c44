import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BatchSource, decodeNpy, encodeNpy } from '../data/index.ts';
import { DataError, RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { writeWholeFile } from './write-file.ts';

const FILE = 'seen.npy';

/** Writes seen.npy of a run: the content hashes of all drawings it trains or validates on, ascending. */
export async function writeSeen(directory: string, sources: readonly BatchSource[]): Promise<void> {
  const seen = new BigUint64Array(sources.reduce((sum, { count }) => sum + count, 0));
  let filled = 0;
  for (const source of sources) {
    seen.set(await source.contentHashes(), filled);
    filled += source.count;
  }
  seen.sort();
  await writeWholeFile(join(directory, FILE), encodeNpy({ data: seen, shape: [seen.length] }));
}

/**
 * Reads seen.npy of a run.
 * @returns whether the drawing with a content hash was trained or validated on.
 * @throws RunError if there is none, DataError if it is damaged.
 */
export async function readSeen(directory: string): Promise<(hash: bigint) => boolean> {
  const path = join(directory, FILE);
  const { data } = decodeNpy(await readBytes(path), path);
  if (!(data instanceof BigUint64Array)) throw new DataError(`${path} does not hold content hashes.`);
  return hash => contains(data, hash);
}

function contains(sorted: BigUint64Array, hash: bigint): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === hash;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const advice =
      'Without it nobody knows which drawings the run has learned from. Take a whole copy of the run.';
    throw pathFailure(RunError, 'read', path, cause, advice);
  }
}
