// The safetensors format (https://github.com/huggingface/safetensors): eight bytes with the length of a JSON
// header, the header, the elements. Nothing in it can be run, and other tools read it.

import { DataError } from '../errors.ts';

/** A tensor of float32 elements, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A tensor of 64-bit whole numbers, row-major. Such tensors are only written: no checkpoint has any. */
export interface IntegerTensor {
  readonly shape: readonly number[];
  readonly data: BigInt64Array;
}

/** What a safetensors file holds. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;

/** The format's own limit. It keeps a hostile header from filling the memory. */
const LARGEST_HEADER = 100_000_000;

const METADATA = '__metadata__';

interface WritableFile {
  readonly tensors: ReadonlyMap<string, Tensor | IntegerTensor>;
  readonly metadata: TensorFile['metadata'];
}

/** The bytes of a file. Tensors stand in the map's order; elements start at a multiple of 8 bytes. */
export function encodeSafetensors({ tensors, metadata }: WritableFile): Uint8Array {
  const entries: Record<string, unknown> = { [METADATA]: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Float32Array ? 'F32' : 'I64';
    entries[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const headerBytes = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  file.set(json, LENGTH_BYTES);
  let place = LENGTH_BYTES + headerBytes;
  for (const { data } of tensors.values()) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return file;
}

/**
 * Reads the bytes of a file of float32 tensors.
 * @param where the file's name, for messages.
 * @throws DataError if the bytes are not such a file: cut, foreign, or with a header that does not fit them.
 */
export function decodeSafetensors(file: Uint8Array, where: string): TensorFile {
  const damaged = (fault: string, cause?: unknown): never => {
    throw new DataError(`${where} is not a whole safetensors file: ${fault}.`, {
      hint: 'It was cut, changed, or made by something else. Take another copy.',
      cause,
    });
  };
  if (file.length < LENGTH_BYTES) return damaged(`it has only ${file.length} bytes`);
  const headerBytes = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (headerBytes > LARGEST_HEADER || headerBytes > file.length - LENGTH_BYTES)
    return damaged(`its header claims ${headerBytes} bytes`);
  const elements = file.subarray(LENGTH_BYTES + headerBytes);
  const header = parseHeader(file.subarray(LENGTH_BYTES, LENGTH_BYTES + headerBytes), damaged);

  const metadata = readMetadata(header[METADATA], damaged);
  const entries = Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, entry]) => ({ name, ...readEntry(name, entry, damaged) }));
  const tensors = new Map<string, Tensor>();
  // In the order of their elements there must be neither a gap nor an overlap: nothing is hidden, nothing is
  // read twice.
  let end = 0;
  for (const { name, shape, begin, bytes } of entries.sort(
    (a, b) => a.begin - b.begin || a.bytes - b.bytes,
  )) {
    if (begin !== end) damaged(`the elements of '${name}' do not follow those before`);
    end = begin + bytes;
    if (end > elements.length) damaged(`'${name}' claims more bytes than there are`);
    tensors.set(name, { shape, data: floatsOf(elements.subarray(begin, end)) });
  }
  if (end !== elements.length) damaged(`${elements.length - end} bytes belong to no tensor`);
  return { tensors, metadata };
}

/** A copy: the bytes may lie at an address that does not suit floats. */
function floatsOf(bytes: Uint8Array): Float32Array {
  const floats = new Float32Array(bytes.length / 4);
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}

type Damaged = (fault: string, cause?: unknown) => never;

function parseHeader(bytes: Uint8Array, damaged: Damaged): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch (error) {
    return damaged('its header is not JSON', error);
  }
  return damaged('its header is not an object');
}

function readMetadata(metadata: unknown, damaged: Damaged): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata) || Object.values(metadata).some(value => typeof value !== 'string'))
    return damaged('its metadata is not text');
  return metadata as Record<string, string>;
}

function readEntry(name: string, entry: unknown, damaged: Damaged) {
  if (!isRecord(entry)) return damaged(`'${name}' is not described`);
  if (entry.dtype !== 'F32') return damaged(`'${name}' has elements of type ${String(entry.dtype)}, not F32`);
  const { shape, data_offsets: offsets } = entry;
  if (!isSizes(shape)) return damaged(`'${name}' has no shape`);
  if (!isSizes(offsets) || offsets.length !== 2) return damaged(`'${name}' has no place`);
  const [begin, end] = offsets as [number, number];
  const bytes = 4 * shape.reduce((product, size) => product * size, 1);
  if (end - begin !== bytes) return damaged(`'${name}' does not fill its place`);
  return { shape, begin, bytes };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(size => Number.isSafeInteger(size) && size >= 0);
}
