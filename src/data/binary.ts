// The dataset's binary format. Little-endian: key_id u64, two country letters, recognized i8, timestamp u32,
// number of strokes u16; then for each stroke the number of points u16, the x bytes, the y bytes.
// Source: https://github.com/googlecreativelab/quickdraw-dataset (binary_file_parser.py).
import type { StrokeRecords } from './stroke-records.ts';
import type { Stroke, Strokes } from './strokes.ts';

/** Bytes before the first stroke. */
const HEADER_BYTES = 17;

export const binaryRecords: StrokeRecords = {
  format: 'bin',
  endOf(bytes, start) {
    let at = start + HEADER_BYTES;
    if (at > bytes.length) return -1;
    for (let strokes = u16(bytes, at - 2); strokes > 0; strokes--) {
      if (at + 2 > bytes.length) return -1;
      at += 2 + 2 * u16(bytes, at);
      if (at > bytes.length) return -1;
    }
    return at;
  },
  isBlank: () => false,
  parse: parseBinary,
};

/** A whole record: the length is known to fit. */
function parseBinary(record: Uint8Array): Strokes {
  const strokes: Stroke[] = [];
  let at = HEADER_BYTES;
  while (at < record.length) {
    const points = u16(record, at);
    const x = at + 2;
    strokes.push([record.subarray(x, x + points), record.subarray(x + points, x + 2 * points)]);
    at = x + 2 * points;
  }
  return strokes;
}

function u16(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8);
}
