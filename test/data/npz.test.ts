import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../src/data/crc32.ts';
import { checkBitmapBytes, countBitmaps, npyHeader, parseNpyHeader } from '../../src/data/npy.ts';
import { decodeNpy, encodeNpy, type NpyArray } from '../../src/data/npy-array.ts';
import { readNpz, writeNpz } from '../../src/data/npz.ts';
import { DataError } from '../../src/errors.ts';

/** A header as other writers may have it: version, spacing and keys in another order. */
function headerOf(dictionary: string, version = 1): Uint8Array<ArrayBuffer> {
  const prefix = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(prefix + dictionary.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, dictionary.length, true);
  else view.setUint32(8, dictionary.length, true);
  bytes.set(new TextEncoder().encode(dictionary), prefix);
  return bytes;
}

const countOf = (dictionary: string, version = 1) =>
  countBitmaps(parseNpyHeader(headerOf(dictionary, version), 'a.npy'), 'a.npy');

describe('headers', () => {
  it.each([1, 2, 3])('of version %i are read', version => {
    expect(countOf("{'descr': '|u1', 'fortran_order': False, 'shape': (3, 784), }\n", version)).toBe(3);
  });

  it.each([
    ["{'shape': (5L, 784L), 'fortran_order': False, 'descr': '|u1'}", 5],
    ["{'descr':'|u1','fortran_order':False,'shape':(2,28,28)}", 2],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (0, 784), }", 0],
    ["{'descr': '|u1', 'fortran_order': True, 'shape': (1, 784), }", 1],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (784,), }", 1],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (28, 28), }", 1],
  ])('%s is read', (dictionary, count) => {
    expect(countOf(dictionary)).toBe(count);
  });

  it.each([
    ["{'descr': '|u1', 'fortran_order': True, 'shape': (3, 784), }", /Fortran order/],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (3, 784), }", /type <f4/],
    ["{'descr': '|i1', 'fortran_order': False, 'shape': (3, 784), }", /type \|i1/],
    ["{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", /pickled/],
    ["{'descr': [('a', '<i4'), ('b', '|u1')], 'fortran_order': False, 'shape': (3,), }", /several fields/],
    ["{'descr': '|u1', 'fortran_order': True, 'shape': (28, 28), }", /Fortran order/],
    ["{'descr': '|u1', 'fortran_order': True, 'shape': (1, 28, 28), }", /Fortran order/],
    [
      "{'descr': '|u1', 'fortran_order': False, 'shape': (), }",
      /shape \(\), not \(N, 784\) or \(N, 28, 28\)/,
    ],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (28, 27), }", /shape \(28, 27\)/],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 784), }", /shape \(2, 1, 784\)/],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (3, 785), }", /shape \(3, 785\)/],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999, 784), }", /impossible shape/],
    ["{'descr': '|u1', 'fortran_order': False, 'shape': (-3, 784), }", /damaged/],
    ['import os; os.system("ls")', /damaged/],
  ])('%s is refused', (dictionary, message) => {
    expect(() => countOf(dictionary)).toThrow(DataError);
    expect(() => countOf(dictionary)).toThrow(message);
  });

  it('of a terabyte is refused before anything is allocated', () => {
    const count = countOf("{'descr': '|u1', 'fortran_order': False, 'shape': (1300000000, 784), }");
    expect(() => checkBitmapBytes(count, 10_000, 'a.npy')).toThrow(/cut off.*1300000000 drawings/);
  });

  it('that claim to be longer than any are refused', () => {
    const bytes = headerOf('{}', 2);
    new DataView(bytes.buffer).setUint32(8, 0xfffffff0, true);
    expect(() => parseNpyHeader(bytes, 'a.npy')).toThrow(/header of 4294967280 bytes/);
  });

  it('are refused wherever they are cut', () => {
    const whole = npyHeader('|u1', [3, 784]);
    for (let length = 0; length < whole.length; length++) {
      expect(() => parseNpyHeader(whole.subarray(0, length), 'a.npy')).toThrow(DataError);
    }
  });

  it('are written as NumPy writes them', () => {
    const header = npyHeader('|u1', [3, 784]);
    expect(header.length % 64).toBe(0);
    expect(new TextDecoder().decode(header.subarray(10)).trimEnd()).toBe(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 784), }",
    );
  });
});

const array: fc.Arbitrary<NpyArray> = fc
  .oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.int32Array({ maxLength: 40 }),
    fc.uint32Array({ maxLength: 40 }),
    fc.float32Array({ maxLength: 40 }),
    fc.float64Array({ maxLength: 40 }),
    fc.bigUint64Array({ maxLength: 40 }),
  )
  .map(data => ({ data, shape: data.length % 2 === 0 ? [2, data.length / 2] : [data.length] }));

describe('arrays', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(array, one => {
        expect(decodeNpy(encodeNpy(one), 'a.npy')).toEqual(one);
      }),
    );
  });

  it('come back from a Buffer at any address', () => {
    const one = { data: Float64Array.of(1, -2, 3), shape: [3] };
    const bytes = encodeNpy(one);
    const buffer = Buffer.alloc(bytes.length + 5);
    buffer.set(bytes, 5);
    expect(decodeNpy(buffer.subarray(5), 'a.npy')).toEqual(one);
    const stored = Buffer.from(writeNpz({ one }, 0));
    expect(readNpz(stored, 'a.npz')).toEqual({ one });
  });

  it('come back from an archive, under their names, whatever these are', () => {
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter(text => text !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, array, { maxKeys: 5, noNullPrototype: true }), arrays => {
        const back = readNpz(writeNpz(arrays), 'a.npz');
        expect(Object.keys(back).sort()).toEqual(Object.keys(arrays).sort());
        for (const [key, value] of Object.entries(arrays)) expect(back[key]).toEqual(value);
      }),
    );
  });

  it('give the same bytes whenever they are written', () => {
    const arrays = { a: { data: Float64Array.of(1, 2), shape: [2] } };
    expect(writeNpz(arrays)).toEqual(writeNpz(arrays));
  });

  it('of other types are refused by name', () => {
    const bytes = headerOf("{'descr': '<c8', 'fortran_order': False, 'shape': (0,), }");
    expect(() => decodeNpy(bytes, 'a.npy')).toThrow(/a\.npy holds an array of type <c8/);
  });
});

describe('damaged archives', () => {
  const whole = writeNpz({
    bitmaps: { data: Uint8Array.from({ length: 100 }, (_, i) => i % 7), shape: [100] },
    labels: { data: Int32Array.of(1, 2, 3), shape: [3] },
  });

  it('are refused wherever they are cut', () => {
    for (let length = 0; length < whole.length; length++) {
      expect(() => readNpz(whole.subarray(0, length), 'a.npz')).toThrow(DataError);
    }
  });

  it('are refused, or read as they were, whatever byte is changed', () => {
    const original = readNpz(whole, 'a.npz');
    for (let at = 0; at < whole.length; at++) {
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = whole.slice();
        changed[at]! ^= change;
        try {
          // What nothing depends on may change: times, versions, names.
          expect(Object.values(readNpz(changed, 'a.npz'))).toEqual(Object.values(original));
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }
    }
  });

  it('that claim more than their bytes can hold are refused before anything is allocated', () => {
    const bomb = whole.slice();
    const view = new DataView(bomb.buffer);
    for (let at = 0; at < bomb.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xfffffffe, true);
    }
    expect(() => readNpz(bomb, 'a.npz')).toThrow(/claims 4294967294 bytes/);
  });

  it('whose entries share their bytes are refused', () => {
    const packed = zipSync({ 'a.npy': new Uint8Array(3000), 'b.npy': new Uint8Array(3000) }, { level: 0 });
    const view = new DataView(packed.buffer);
    const entries = [...packed.keys()].filter(
      at => at + 46 <= packed.length && view.getUint32(at, true) === 0x02014b50,
    );
    const directory = entries[0]!;
    // Both entries begin at byte 0, and there is no room for both.
    const shorter = Uint8Array.of(...packed.subarray(0, 3100), ...packed.subarray(directory));
    const moved = new DataView(shorter.buffer);
    for (const entry of entries) moved.setUint32(entry - directory + 3100 + 42, 0, true);
    moved.setUint32(shorter.length - 6, 3100, true);
    expect(() => readNpz(shorter, 'a.npz')).toThrow(/overlap/);
  });
});

it('crc32 gives the check value of its definition', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
