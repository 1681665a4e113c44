import type { BatchSource } from '../batches.ts';
import type { CategoryFiles } from '../catalogue.ts';
import { contentHasher } from '../content-hash.ts';
import type { Divide, DividedDrawings, OnOpeningProgress } from '../division.ts';
import { mapValues } from '../map-values.ts';
import type { ShuffleShape } from '../order.ts';
import type { Selection } from '../selection.ts';
import type { CacheFolder } from './cache-folder.ts';
import { type DiskIndex, indexDrawings } from './disk-index.ts';
import { diskSource } from './disk-source.ts';
import { HashIndex } from './hash-index.ts';
import { segmentRows } from './memory-plan.ts';
import { ScatteredRows } from './scattered-rows.ts';
import { SegmentPool } from './segment-pool.ts';
import { closeUnpacked, openAtRandom, type RandomAccessFile } from './unpack.ts';

export interface DiskOptions {
  /** What the index of the drawings and what is read ahead may take. */
  readonly memoryBytes: number;
  readonly cache: CacheFolder;
  readonly onProgress?: OnOpeningProgress | undefined;
  readonly shape?: ShuffleShape | undefined;
}

/**
 * Opens drawings to be read from the disk batch by batch, in bounded memory. The first time every drawing is
 * hashed and files without random access are unpacked; both are kept in the cache. The files must stay open.
 * @throws UsageError as `loadDrawings` does.
 */
export async function openOnDisk<Part extends string>(
  categories: readonly CategoryFiles[],
  selection: Selection,
  divide: Divide<Part>,
  { memoryBytes, cache, onProgress = () => {}, shape }: DiskOptions,
): Promise<DividedDrawings<Part>> {
  const sources = categories.flatMap(({ files }) => files);
  const files = await openAtRandom(sources, cache, onProgress);
  try {
    const hashes = new HashIndex(cache, await contentHasher());
    const index = await chooseDrawings(categories, selection, files, hashes, onProgress);
    const store = new ScatteredRows(
      files.map(({ file }) => file),
      categories.flatMap((category, label) => category.files.map(() => label)),
    );
    const pool = new SegmentPool();
    const source = (rows: Uint32Array): BatchSource =>
      diskSource({
        store,
        rows,
        contentHashes: () => namesOf(rows, store, files, hashes),
        pool,
        segmentRows: segmentRows(index.catalogue.count, rows.length, memoryBytes),
        shape,
      });
    const parts = divideRows(index, store, divide);
    return {
      catalogue: index.catalogue,
      parts: mapValues(parts, source),
      close: () => closeUnpacked(files),
    };
  } catch (error) {
    await closeUnpacked(files);
    throw error;
  }
}

function chooseDrawings(
  categories: readonly CategoryFiles[],
  selection: Selection,
  files: readonly RandomAccessFile[],
  hashes: HashIndex,
  onProgress: OnOpeningProgress,
): Promise<DiskIndex> {
  const randomAccess = new Map(files.map(({ source, file }) => [source, file]));
  const total = files.reduce((sum, { file }) => sum + file.count, 0);
  let done = 0;
  const onRows = (rows: number) => {
    done += rows;
    onProgress({ stage: 'indexing', done, total });
  };
  return indexDrawings(categories, selection, async category => {
    const results = [];
    for (const source of category.files) {
      results.push(await hashes.of(source.path, randomAccess.get(source)!, selection.splitSeed, onRows));
    }
    return results;
  });
}

/** Divides the chosen drawings and names them by their rows in the store. */
function divideRows<Part extends string>(
  { rows, keys }: DiskIndex,
  store: ScatteredRows,
  divide: Divide<Part>,
): Record<Part, Uint32Array> {
  const parts = divide(keys, index => store.labelOf(store.fileOf(rows[index]!)));
  return mapValues(parts, indices => {
    for (let place = 0; place < indices.length; place++) indices[place] = rows[indices[place]!]!;
    return indices;
  });
}

/** Content hashes of rows in ascending order, out of the cache. */
async function namesOf(
  rows: Uint32Array,
  store: ScatteredRows,
  files: readonly RandomAccessFile[],
  hashes: HashIndex,
): Promise<BigUint64Array> {
  const names = new BigUint64Array(rows.length);
  let next = 0;
  for (const [index, { source, file }] of files.entries()) {
    const start = store.starts[index]!;
    const end = start + file.count;
    if (next === rows.length || rows[next]! >= end) continue;
    const ofFile = await hashes.names(source.path, file);
    for (; next < rows.length && rows[next]! < end; next++) names[next] = ofFile[rows[next]! - start]!;
  }
  return names;
}
