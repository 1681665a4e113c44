import { type ContentHasher, NAME_SEED } from '../content-hash.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import type { CacheFolder } from './cache-folder.ts';

const BLOCK_ROWS = 4096;
const HASH_BYTES = 8;

/** Content hashes and split keys of the drawings of one file. */
export interface FileHashes {
  readonly hashes: BigUint64Array;
  readonly keys: BigUint64Array;
}

/**
 * The hashes of all drawings of files on disk, kept in the cache: 8 bytes a drawing for the names, 8 for each
 * split seed. The first time takes a pass over the file, later ones milliseconds.
 */
export class HashIndex {
  readonly #cache: CacheFolder;
  readonly #hasher: ContentHasher;

  constructor(cache: CacheFolder, hasher: ContentHasher) {
    this.#cache = cache;
    this.#hasher = hasher;
  }

  /** @param source path of the file as the user knows it; `file` may be its unpacked form. */
  async of(
    source: string,
    file: DrawingFile,
    splitSeed: number,
    onRows: (rows: number) => void,
  ): Promise<FileHashes> {
    const hashes = await this.#load(source, file.count, NAME_SEED);
    const keys = splitSeed === NAME_SEED ? hashes : await this.#load(source, file.count, splitSeed);
    if (hashes !== undefined && keys !== undefined) {
      onRows(file.count);
      return { hashes, keys };
    }
    const seeds = [...new Set([NAME_SEED, splitSeed])];
    const computed = await this.#compute(file, seeds, onRows);
    for (const [index, seed] of seeds.entries()) await this.#save(source, seed, computed[index]!);
    return { hashes: computed[0]!, keys: computed.at(-1)! };
  }

  /** The names of the drawings of a file that has been indexed. */
  async names(source: string, file: DrawingFile): Promise<BigUint64Array> {
    return (await this.of(source, file, NAME_SEED, () => {})).hashes;
  }

  #entry(source: string, seed: number): Promise<string> {
    return this.#cache.entry(source, `hashes-${seed}`);
  }

  async #load(source: string, count: number, seed: number): Promise<BigUint64Array | undefined> {
    const bytes = await this.#cache.read(await this.#entry(source, seed), count * HASH_BYTES);
    return bytes && new BigUint64Array(bytes.slice().buffer);
  }

  async #save(source: string, seed: number, hashes: BigUint64Array): Promise<void> {
    const bytes = new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength);
    await this.#cache.write(await this.#entry(source, seed), handle => handle.writeFile(bytes));
  }

  async #compute(
    file: DrawingFile,
    seeds: readonly number[],
    onRows: (rows: number) => void,
  ): Promise<BigUint64Array[]> {
    const results = seeds.map(() => new BigUint64Array(file.count));
    const block = new Uint8Array(Math.min(BLOCK_ROWS, file.count) * DRAWING_BYTES);
    for (let from = 0; from < file.count; from += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, file.count - from);
      await file.read(from, from + rows, block.subarray(0, rows * DRAWING_BYTES));
      for (const [index, seed] of seeds.entries()) {
        this.#hasher.hashRows(block, rows, seed, results[index]!, from);
      }
      onRows(rows);
    }
    return results;
  }
}
