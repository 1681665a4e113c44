import xxhash from 'xxhash-wasm';
import { DataError } from '../errors.ts';
import { DRAWING_BYTES } from './reader.ts';

/** Seed of the hash that names a drawing in files. */
export const NAME_SEED = 0;

/**
 * Hashes drawings by their content: XXH64 of the 784 bytes (Yann Collet, xxHash specification).
 * About 0.25 µs a drawing, so that millions take seconds.
 */
export interface ContentHasher {
  /** Writes the hash of each of `count` drawings that lie one after the other in `bytes` to `out`, from `at` on. */
  hashRows(bytes: Uint8Array, count: number, seed: number, out: BigUint64Array, at?: number): void;
  /** One hash of any bytes, for fingerprints. */
  hashBytes(bytes: Uint8Array): bigint;
}

let ready: Promise<ContentHasher> | undefined;

/** The hasher; the first call compiles it. */
export function contentHasher(): Promise<ContentHasher> {
  ready ??= createHasher();
  return ready;
}

async function createHasher(): Promise<ContentHasher> {
  const { h64Raw } = await xxhash();
  return {
    hashRows(bytes, count, seed, out, at = 0) {
      const wideSeed = BigInt(seed);
      for (let row = 0; row < count; row++) {
        out[at + row] = h64Raw(bytes.subarray(row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES), wideSeed);
      }
    },
    hashBytes: bytes => h64Raw(bytes),
  };
}

/** The name of a drawing in files: its content hash in 16 hexadecimal digits. */
export function drawingName(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}

/**
 * Reads a list of drawings' names, one a line; blank lines and what follows a `#` are left out.
 * @throws DataError that names the first line that is no name.
 */
export function parseDrawingNames(text: string, where: string): Set<bigint> {
  const names = new Set<bigint>();
  for (const [index, line] of text.split('\n').entries()) {
    const name = line.replace(/#.*/, '').trim();
    if (name === '') continue;
    if (!/^[0-9a-f]{16}$/i.test(name)) {
      throw new DataError(
        `${where}, line ${index + 1}: '${name.slice(0, 40)}' is not the name of a drawing.`,
        {
          hint: 'A list of drawings has one content hash of 16 hexadecimal digits a line.',
        },
      );
    }
    names.add(BigInt(`0x${name}`));
  }
  return names;
}
