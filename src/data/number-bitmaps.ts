import { foreignFile } from './file-fault.ts';
import type { NpyHeader } from './npy.ts';

interface NumberType {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** NumPy's types of numbers other than bytes that can stand for ink. */
const TYPES: Readonly<Record<string, NumberType>> = {
  '|b1': { bytes: 1, read: (view, at) => view.getUint8(at) },
  '|i1': { bytes: 1, read: (view, at) => view.getInt8(at) },
  '<i2': { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  '<u2': { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  '<i4': { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  '<u4': { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  '<i8': { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  '<u8': { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  '<f4': { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** Bytes of a number of the array, undefined for an array of bytes (drawings as they are) or of something else. */
export function bytesOfNumber({ descr }: NpyHeader): number | undefined {
  return TYPES[descr]?.bytes;
}

/**
 * Turns numbers to bytes, ink 255: numbers from 0 to 1 are scaled, those from 0 to 255 rounded.
 * @param data the numbers' bytes.
 * @throws DataError for numbers below 0 or above 255, and for what is no number.
 */
export function bitmapsFromNumbers({ descr }: NpyHeader, data: Uint8Array, where: string): Uint8Array {
  const { bytes, read } = TYPES[descr]!;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const numbers = Float64Array.from({ length: data.length / bytes }, (_, index) => read(view, index * bytes));
  let least = 0;
  let most = 0;
  for (const number of numbers) {
    if (Number.isNaN(number)) throw foreignFile(where, 'holds values that are no numbers (NaN)', SCALES);
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  if (least < 0 || most > 255)
    throw foreignFile(where, `has values from ${shortly(least)} to ${shortly(most)}`, SCALES);
  const scale = most <= 1 ? 255 : 1;
  return Uint8Array.from(numbers, number => Math.round(number * scale));
}

const SCALES = 'Give paper as 0, and ink as 1 or 255: all values from 0 to 1, or all from 0 to 255.';

function shortly(value: number): string {
  return String(Number(value.toPrecision(3)));
}
