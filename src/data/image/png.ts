import { convertIndexedToRgb, type DecodedPng, decode, encode } from 'fast-png';
import { Unzlib } from 'fflate';
import { damagedFile } from '../file-fault.ts';
import type { Image } from './image.ts';

/** Far more than a drawing needs; a photo of a large camera has as many. */
const MOST_PIXELS = 1 << 26;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

export function encodePng(image: Image): Uint8Array {
  return encode({ ...image, depth: 8 });
}

/**
 * Decodes a PNG of any color type and depth to 8 bits a channel.
 * @param where names the file in errors.
 * @throws DataError if it is damaged, or larger or packed more tightly than any drawing.
 */
export function decodePng(bytes: Uint8Array, where: string): Image {
  checkSize(bytes, where);
  try {
    return toBytes(decode(bytes));
  } catch (error) {
    throw damagedFile(where, `is not a sound PNG (${error instanceof Error ? error.message : error})`);
  }
}

function toBytes(png: DecodedPng): Image {
  const { width, height, depth, palette } = png;
  if (palette !== undefined) {
    const channels = palette[0]!.length as 3 | 4;
    return { width, height, channels, data: convertIndexedToRgb(png) };
  }
  const channels = png.channels as Image['channels'];
  const values = depth < 8 ? unpackBits(png) : png.data;
  const largest = 2 ** depth - 1;
  const data =
    depth === 8 ? new Uint8Array(values) : Uint8Array.from(values, value => (value * 255) / largest);
  if (data.length !== width * height * channels) throw new RangeError('its rows are cut off');
  return { width, height, channels, data };
}

/** Several gray pixels a byte, the leftmost in the highest bits; each row begins a new byte. */
function unpackBits({ width, height, depth, data }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil((width * depth) / 8);
  const values = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)]!;
      values[y * width + x] = (byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
    }
  }
  return values;
}

/** The decoder unpacks whatever the file holds; so that is measured first, without keeping it. */
function checkSize(bytes: Uint8Array, where: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isPng(bytes) || bytes.length < 33) throw damagedFile(where, 'is not a PNG');
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (width === 0 || height === 0 || width * height > MOST_PIXELS) {
    throw damagedFile(where, `claims ${width} × ${height} pixels`);
  }
  // Eight bytes a pixel are the most there are; interlaced files have up to seven filter bytes a row.
  const most = width * height * 8 + height * 7 + 1024;
  let unpacked = 0;
  const unzip = new Unzlib(chunk => {
    unpacked += chunk.length;
    if (unpacked > most) throw damagedFile(where, 'unpacks to more than its size allows');
  });
  for (const data of imageData(bytes, view)) {
    for (let at = 0; at < data.length; at += 4096) {
      try {
        unzip.push(data.subarray(at, at + 4096));
      } catch (error) {
        if (unpacked > most) throw error;
        return; // Damaged: the decoder says how.
      }
    }
  }
}

function* imageData(bytes: Uint8Array, view: DataView): Generator<Uint8Array> {
  let at = SIGNATURE.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === 0x49444154) yield bytes.subarray(at + 8, at + 8 + length); // IDAT
    at += 12 + length;
  }
}
