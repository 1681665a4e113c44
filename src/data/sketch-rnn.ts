// The files of sketch-rnn: arrays of drawings, each an int16 array of rows (dx, dy, pen lifted after).
// Source: https://github.com/googlecreativelab/quickdraw-dataset (sketch-rnn format), magenta/models/sketch_rnn.
import { damagedFile, foreignFile } from './file-fault.ts';
import { type NpyHeader, parseNpyHeader } from './npy.ts';
import { type PickledArray, unpickleArray } from './pickle.ts';
import { type Strokes, toSquare } from './strokes.ts';

/** The arrays of a file, in the order in which its drawings are counted. */
export const SKETCH_RNN_PARTS = ['train', 'valid', 'test'] as const;

/** Bytes of a point: three int16. */
const POINT_BYTES = 6;

/** NumPy needs more bytes than this for the least of drawings. */
const LEAST_PICKLED_BYTES = 16;

/**
 * Number of drawings an array of `size` bytes in all claims.
 * @throws DataError if it is not an array of arrays or cannot hold so many.
 */
export function countSketches(header: NpyHeader, size: number, where: string): number {
  const [count, ...more] = header.shape;
  if (!header.descr.endsWith('O') || count === undefined || more.length > 0) {
    throw foreignFile(where, 'is not an array of drawings as sketch-rnn has them');
  }
  if (count * LEAST_PICKLED_BYTES > size)
    throw damagedFile(where, `claims ${count} drawings in ${size} bytes`);
  return count;
}

/** The drawings of one array, from the bytes of its .npy file; each as its raw rows. */
export function parseSketches(npy: Uint8Array, where: string): Uint8Array[] {
  const header = parseNpyHeader(npy, where);
  const count = countSketches(header, npy.length, where);
  // Per drawing NumPy's pickler remembers the array, its shape, its state and its bytes, and a few names once.
  const array = unpickleArray(npy.subarray(header.dataOffset), 16 * count + 256, where);
  const drawings = array.data;
  if (drawings instanceof Uint8Array || drawings.length !== count) {
    throw damagedFile(where, `does not hold the ${count} drawings its header claims`);
  }
  return drawings.map((drawing, index) => pointsOf(drawing, index, where));
}

function pointsOf(value: unknown, index: number, where: string): Uint8Array {
  const { kind, shape, descr, fortranOrder, data } = (value ?? {}) as Partial<PickledArray>;
  const points = shape?.[0];
  const fits =
    kind === 'array' &&
    descr === '<i2' &&
    !fortranOrder &&
    shape?.length === 2 &&
    shape[1] === 3 &&
    data instanceof Uint8Array &&
    data.length === Number(points) * POINT_BYTES;
  if (!fits) throw foreignFile(where, `has a drawing (number ${index}) that is not an int16 array of N × 3`);
  return data;
}

/**
 * A drawing from its rows. The first point is not in them, and with it the place: the drawing is moved to the
 * corner, where simplified drawings are. One larger than the square is scaled down to it.
 */
export function sketchToStrokes(rows: Uint8Array): Strokes {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  const strokes: [number[], number[]][] = [];
  let x = 0;
  let y = 0;
  let stroke: [number[], number[]] | undefined = [[0], [0]];
  strokes.push(stroke);
  for (let at = 0; at < rows.length; at += POINT_BYTES) {
    x += view.getInt16(at, true);
    y += view.getInt16(at + 2, true);
    if (stroke === undefined) {
      stroke = [[], []];
      strokes.push(stroke);
    }
    stroke[0].push(x);
    stroke[1].push(y);
    if (view.getInt16(at + 4, true) !== 0) stroke = undefined;
  }
  return toSquare(strokes, 'if-larger');
}
