import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDrawings } from '../../src/data/node/index.ts';
import { npyHeader } from '../../src/data/npy.ts';
import { bitmapsFromNumbers } from '../../src/data/number-bitmaps.ts';
import { DataError } from '../../src/errors.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-numbers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Numbers = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

function npy(descr: string, shape: readonly number[], data: Numbers): Buffer {
  return Buffer.concat([
    npyHeader(descr, shape),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
}

async function rowsOf(name: string, bytes: Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = await openDrawings(path, { numbers: true });
  try {
    const rows = new Uint8Array(file.count * 784);
    await file.read(0, file.count, rows);
    return { count: file.count, rows };
  } finally {
    await file.close();
  }
}

/** Two drawings: ramps of ink from 0 to 255. */
const ink = Uint8Array.from({ length: 2 * 784 }, (_, index) => index % 256);
const shares = Float64Array.from(ink, byte => byte / 255);

describe('drawings as numbers', () => {
  it.each([
    ['<f8', shares],
    ['<f4', Float32Array.from(shares)],
    ['<f4', Float32Array.from(ink)],
    ['<i4', Int32Array.from(ink)],
    ['<i8', BigInt64Array.from(ink, BigInt)],
    ['|u1', ink],
  ])('of type %s are read, of any shape and in any packing', async (descr, data) => {
    for (const shape of [
      [2, 784],
      [2, 28, 28],
    ]) {
      const whole = npy(descr, shape, data);
      const packed = zipSync({ 'drawings.npy': whole });
      for (const [name, bytes] of [
        ['a.npy', whole],
        ['a.npy.gz', gzipSync(whole)],
        ['a.npz', packed],
      ] as const)
        expect(await rowsOf(name, bytes)).toEqual({ count: 2, rows: ink });
    }
    for (const shape of [[784], [28, 28]]) {
      const { count, rows } = await rowsOf('one.npy', npy(descr, shape, data.subarray(0, 784)));
      expect([count, rows]).toEqual([1, ink.subarray(0, 784)]);
    }
  });

  it('of one bit are read', async () => {
    const bits = ink.map(byte => byte & 1);
    const { rows } = await rowsOf('bits.npy', npy('|b1', [2, 784], bits));
    expect(rows).toEqual(bits.map(bit => bit * 255));
  });

  it.each([
    ['<f4', [784], Float32Array.from(ink.subarray(0, 784), byte => byte - 1), /has values from -1 to 254/],
    ['<f8', [784], Float64Array.from(ink.subarray(0, 784), byte => byte * 2), /has values from 0 to 510/],
    ['<f8', [784], new Float64Array(784).fill(Number.NaN), /no numbers \(NaN\)/],
    ['<f8', [784], new Float64Array(784).fill(Number.POSITIVE_INFINITY), /from 0 to Infinity/],
    ['<f8', [783], new Float64Array(783), /has shape \(783\)/],
    ['<f8', [2, 784], new Float64Array(784), /cut off/],
    ['<f8', [784], new Float64Array(800), /more bytes than its header claims/],
    ['>f8', [784], new Float64Array(784), /has type >f8/],
    ['<f8', [1e6, 784], new Float64Array(784), /1000000 drawings of type <f8, more than are read at once/],
  ] as const)(
    'of type %s and shape %j are refused when they are odd',
    async (descr, shape, data, message) => {
      const reading = rowsOf('odd.npy', npy(descr, shape, data));
      await expect(reading).rejects.toThrow(DataError);
      await expect(reading).rejects.toThrow(message);
    },
  );

  it('are refused where drawings to learn from are read', async () => {
    const path = join(folder, 'cat.npy');
    writeFileSync(path, npy('<f8', [2, 784], shares));
    await expect(openDrawings(path)).rejects.toThrow(/has type <f8 where drawings are uint8/);
  });

  it('come out as bytes, or are told, whatever they are', () => {
    const header = { descr: '<f8', fortranOrder: false, shape: [3], dataOffset: 0 };
    fc.assert(
      fc.property(fc.array(fc.double(), { minLength: 1, maxLength: 20 }), values => {
        const data = new Uint8Array(Float64Array.from(values).buffer);
        const isSound = values.every(value => value >= 0 && value <= 255);
        if (!isSound) expect(() => bitmapsFromNumbers(header, data, 'x')).toThrow(DataError);
        else {
          const scale = Math.max(...values) <= 1 ? 255 : 1;
          expect([...bitmapsFromNumbers(header, data, 'x')]).toEqual(
            values.map(v => Math.round(v * scale) + 0),
          );
        }
      }),
    );
  });
});
