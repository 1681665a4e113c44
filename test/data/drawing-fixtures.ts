// Drawings made up for tests, and files of them.
import { writeFileSync } from 'node:fs';
import { npyHeader } from '../../src/data/npy.ts';
import { DRAWING_BYTES, type DrawingFile } from '../../src/data/reader.ts';

/** `count` drawings that differ from each other and from those of any other `first`; 784 bytes each. */
export function madeUpRows(first: number, count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * DRAWING_BYTES);
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < count; row++) {
    view.setUint32(row * DRAWING_BYTES + 30, first + row);
    bytes[row * DRAWING_BYTES + 400] = 255;
  }
  return bytes;
}

export function joinRows(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** The number that `madeUpRows` wrote into drawing `index` of `bytes`. */
export function rowNumber(bytes: Uint8Array, index: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(index * DRAWING_BYTES + 30);
}

/** A file that is not on a disk. */
export function fileOf(rows: Uint8Array, path = 'cat.npy'): DrawingFile {
  return {
    path,
    format: 'npy',
    count: rows.length / DRAWING_BYTES,
    rowOffset: 0,
    async read(from, to, target) {
      target.set(rows.subarray(from * DRAWING_BYTES, to * DRAWING_BYTES));
    },
    async close() {},
  };
}

export function writeNpy(path: string, rows: Uint8Array): void {
  const header = npyHeader('|u1', [rows.length / DRAWING_BYTES, DRAWING_BYTES]);
  writeFileSync(path, joinRows(header, rows));
}
