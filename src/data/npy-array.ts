// Arrays of any shape in the .npy format, for files of our own such as a run's predictions.
import { damagedFile, foreignFile } from './file-fault.ts';
import { npyHeader, parseNpyHeader } from './npy.ts';

export type NpyData = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array | BigUint64Array;

/** An array in C order (last axis fastest). */
export interface NpyArray {
  readonly data: NpyData;
  readonly shape: readonly number[];
}

const TYPES = [
  ['|u1', Uint8Array],
  ['<i4', Int32Array],
  ['<u4', Uint32Array],
  ['<f4', Float32Array],
  ['<f8', Float64Array],
  ['<u8', BigUint64Array],
] as const;

export function encodeNpy({ data, shape }: NpyArray): Uint8Array<ArrayBuffer> {
  const elements = shape.reduce((product, dimension) => product * dimension, 1);
  if (elements !== data.length)
    throw new RangeError(`${data.length} elements in shape (${shape.join(', ')})`);
  const descr = TYPES.find(([, Type]) => data instanceof Type)![0];
  const header = npyHeader(descr, shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

/** @throws DataError if the bytes are not all of an array of one of the types above in C order. */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const { descr, fortranOrder, shape, dataOffset } = parseNpyHeader(bytes, where);
  const type = TYPES.find(([name]) => name === descr);
  if (type === undefined || (fortranOrder && shape.length > 1)) {
    throw foreignFile(where, `holds an array of type ${descr}${fortranOrder ? ' in Fortran order' : ''}`);
  }
  const elements = shape.reduce((product, dimension) => product * dimension, 1);
  const needed = elements * type[1].BYTES_PER_ELEMENT;
  if (bytes.length - dataOffset !== needed) {
    throw damagedFile(where, `has ${bytes.length - dataOffset} bytes where its header claims ${needed}`);
  }
  // A copy, as the data may lie at an address that does not suit the type (and Buffer's own `slice` is none).
  return { data: new type[1](new Uint8Array(bytes.subarray(dataOffset)).buffer), shape };
}
