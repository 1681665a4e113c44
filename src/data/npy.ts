// The NumPy array format (.npy), versions 1 to 3.
// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { damagedFile, foreignFile } from './file-fault.ts';
import { DRAWING_BYTES, SIDE } from './reader.ts';

/** A longer header is not one of an array of drawings. */
const NPY_HEADER_LIMIT = 1 << 16;

/** Bytes that tell how long the header is. */
export const NPY_PREFIX_BYTES = 12;

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

export interface NpyHeader {
  /** NumPy's type string, such as `|u1`, `<f4` or `|O`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Byte at which the data starts. */
  readonly dataOffset: number;
}

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/**
 * Byte at which the data start, from the first bytes of a file.
 * @param where names the file in errors.
 * @throws DataError if they are not those of an .npy file.
 */
export function npyDataOffset(bytes: Uint8Array, where: string): number {
  if (!isNpy(bytes)) throw damagedFile(where, 'does not start as an .npy file');
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3)
    throw damagedFile(where, `has .npy version ${version}; known are 1, 2 and 3`);
  const prefix = version === 1 ? 10 : 12;
  if (bytes.length < prefix) throw damagedFile(where, 'is cut off inside its .npy header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (prefix + length > NPY_HEADER_LIMIT)
    throw damagedFile(where, `claims an .npy header of ${length} bytes`);
  return prefix + length;
}

/**
 * Parses the header at the start of `bytes`, which may be the head of a longer file.
 * @param where names the file in errors.
 * @throws DataError if it is not an .npy header or is cut off.
 */
export function parseNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const dataOffset = npyDataOffset(bytes, where);
  if (dataOffset > bytes.length) throw damagedFile(where, 'is cut off inside its .npy header');
  const text = new TextDecoder().decode(bytes.slice(bytes[6] === 1 ? 10 : 12, dataOffset));
  return { ...parseDictionary(text, where), dataOffset };
}

/** The header is a Python dictionary literal: {'descr': '|u1', 'fortran_order': False, 'shape': (3, 784), } */
function parseDictionary(text: string, where: string): Omit<NpyHeader, 'dataOffset'> {
  const descr = /'descr'\s*:\s*'([^']{1,32})'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const dimensions = /'shape'\s*:\s*\(([\d\sL,]*)\)/.exec(text)?.[1];
  if (descr === undefined && /'descr'\s*:\s*\[/.test(text)) {
    throw notBitmaps(where, 'holds records of several fields, not bytes');
  }
  if (descr === undefined || order === undefined || dimensions === undefined) {
    throw damagedFile(where, 'has a damaged .npy header');
  }
  const shape = dimensions
    .split(',')
    .map(dimension => dimension.trim())
    .filter(dimension => dimension !== '')
    .map(dimension => Number(dimension.replace(/L$/, ''))); // Python 2 wrote long integers as 784L
  const elements = shape.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(elements))
    throw damagedFile(where, `claims the impossible shape (${dimensions.trim()})`);
  return { descr, fortranOrder: order === 'True', shape };
}

/**
 * Number of drawings in an array of uint8 [N, 784] or [N, 28, 28], or of one, [784] or [28, 28].
 * @throws DataError for another type, order or shape.
 */
export function countBitmaps(header: NpyHeader, where: string): number {
  const { descr } = header;
  if (descr.endsWith('O')) {
    throw notBitmaps(where, 'holds pickled Python objects, which are never run or trusted');
  }
  if (descr !== '|u1' && descr !== 'u1' && descr !== '<u1' && descr !== '>u1') {
    throw notBitmaps(where, `has type ${descr} where drawings are uint8 (|u1)`);
  }
  return countDrawings(header, where);
}

/** The same, whatever the type. @throws DataError for another order or shape. */
export function countDrawings({ fortranOrder, shape }: NpyHeader, where: string): number {
  const count = drawingsOfShape(shape);
  if (count === undefined)
    throw notBitmaps(
      where,
      `has shape (${shape.join(', ')}), not (N, 784) or (N, 28, 28), or of one drawing`,
    );
  // With one axis that is longer than 1 both orders are the same.
  if (fortranOrder && shape.filter(length => length !== 1).length > 1)
    throw notBitmaps(where, 'is in Fortran order, not in C order');
  return count;
}

function drawingsOfShape(shape: readonly number[]): number | undefined {
  if (shape.at(-1) === DRAWING_BYTES && shape.length <= 2) return shape.length === 1 ? 1 : shape[0];
  const isSquare = shape.at(-1) === SIDE && shape.at(-2) === SIDE && shape.length <= 3;
  if (!isSquare) return undefined;
  return shape.length === 2 ? 1 : shape[0];
}

/** @throws DataError unless `available` bytes of data are what the header of `count` drawings calls for. */
export function checkBitmapBytes(count: number, available: number, where: string): void {
  const needed = count * DRAWING_BYTES;
  if (available === needed) return;
  const difference = Math.abs(available - needed);
  const fault =
    available < needed
      ? `is cut off: its header claims ${count} drawings (${needed} bytes), ${difference} bytes are missing`
      : `has ${difference} bytes more than the ${count} drawings its header claims`;
  throw damagedFile(where, fault);
}

/** The header NumPy would write for a C-ordered array, padded so that the data starts at a multiple of 64. */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const total = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(total).fill(0x20);
  bytes.set([...MAGIC, 1, 0, (total - 10) & 0xff, (total - 10) >> 8]);
  bytes.set(new TextEncoder().encode(dictionary), 10);
  bytes[total - 1] = 0x0a;
  return bytes;
}

function notBitmaps(where: string, fault: string): Error {
  const hint = "Use the drawings' uint8 arrays as Google publishes them: numpy.save of (N, 784) in C order.";
  return foreignFile(where, fault, hint);
}
