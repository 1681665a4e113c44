import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../../src/nn/safetensors.ts';

const tensor: fc.Arbitrary<Tensor> = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
  .chain(shape => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc
      .float32Array({ minLength: length, maxLength: length })
      .map(data => ({ shape, data: Float32Array.from(data) }));
  });

const tensorFile = fc.record({
  tensors: fc
    .dictionary(
      fc.string({ minLength: 1 }).filter(name => name !== '__metadata__' && name !== '__proto__'),
      tensor,
    )
    .map(entries => new Map(Object.entries(entries))),
  metadata: fc.dictionary(
    fc.string().filter(name => name !== '__proto__'),
    fc.string(),
    { noNullPrototype: true },
  ),
});

/** A file written out by hand, as PyTorch's safetensors writes it. */
function handmade(header: unknown, elements: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const floats = new Uint8Array(Float32Array.from(elements).buffer);
  const file = new Uint8Array(8 + json.length + floats.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(floats, 8 + json.length);
  return file;
}

describe('safetensors', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(tensorFile, file => {
        const read = decodeSafetensors(encodeSafetensors(file), 'a file');
        expect(read.metadata).toEqual(file.metadata);
        expect(new Map([...read.tensors].sort())).toEqual(new Map([...file.tensors].sort()));
      }),
    );
  });

  it('writes the documented bytes', () => {
    const file = encodeSafetensors({
      tensors: new Map([['w', { shape: [1, 2], data: Float32Array.of(1, -2) }]]),
      metadata: {},
    });
    const header = '{"__metadata__":{},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const length = Math.ceil(header.length / 8) * 8;
    expect(new DataView(file.buffer).getBigUint64(0, true)).toBe(BigInt(length));
    expect(new TextDecoder().decode(file.subarray(8, 8 + length))).toBe(header.padEnd(length));
    expect([...new Float32Array(file.slice(8 + length).buffer)]).toEqual([1, -2]);
  });

  it('reads tensors in any order of the header, at any address', () => {
    const header = {
      b: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    };
    const shifted = new Uint8Array([0, 0, 0, ...handmade(header, [1, 2, 3])]).subarray(3);
    for (const bytes of [shifted, Buffer.from(shifted)]) {
      const { tensors } = decodeSafetensors(bytes, 'a file');
      expect([...tensors.get('a')!.data]).toEqual([1, 2]);
      expect([...tensors.get('b')!.data]).toEqual([3]);
    }
  });

  const place = (begin: number, end: number, shape = [1]) => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  it.each([
    ['an empty file', new Uint8Array(0)],
    ['a header of terabytes', new Uint8Array([0, 0, 0, 0, 0, 16, 0, 0, 123])],
    ['a header longer than the format allows', new Uint8Array([0, 225, 245, 5, 0, 0, 0, 0, 123])],
    ['no JSON', handmade('{"w":')],
    ['bytes that are no UTF-8', handmade({}).fill(0xff, 8)],
    ['a list', handmade([])],
    ['a tensor that is a number', handmade({ w: 1 })],
    ['another element type', handmade({ w: { ...place(0, 4), dtype: 'F64' } }, [1])],
    ['a negative size', handmade({ w: place(0, 4, [-1]) }, [1])],
    ['a fractional size', handmade({ w: place(0, 4, [0.5, 2]) }, [1])],
    ['sizes whose product overflows', handmade({ w: place(0, 4, [2 ** 40, 2 ** 40]) }, [1])],
    ['a place of another size', handmade({ w: place(0, 8, [1]) }, [1, 2])],
    ['a place before its start', handmade({ w: place(4, 0) }, [1])],
    ['a place behind the end', handmade({ w: place(0, 4) })],
    ['overlapping tensors', handmade({ a: place(0, 8, [2]), b: place(4, 8) }, [1, 2])],
    ['a gap', handmade({ a: place(0, 4), b: place(8, 12) }, [1, 2, 3])],
    ['bytes at the end', handmade({ a: place(0, 4) }, [1, 2])],
    [
      'a name twice',
      handmade(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        [1, 2],
      ),
    ],
    ['metadata that is no text', handmade({ __metadata__: { epoch: 1 } })],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeSafetensors(bytes, 'weights.safetensors')).toThrow(DataError);
    expect(() => decodeSafetensors(bytes, 'weights.safetensors')).toThrow(/weights\.safetensors/);
  });

  it('reads or refuses any mutation of a file, and nothing else', () => {
    const good = encodeSafetensors({
      tensors: new Map([
        ['conv1/kernel', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
        ['conv1/bias', { shape: [3], data: Float32Array.of(7, 8, 9) }],
      ]),
      metadata: { epoch: '3' },
    });
    const mutation = fc.record({
      at: fc.nat(good.length - 1),
      byte: fc.nat(255),
      length: fc.nat(good.length),
    });
    fc.assert(
      fc.property(mutation, fc.boolean(), ({ at, byte, length }, cut) => {
        const bytes = good.slice(0, cut ? length : undefined);
        bytes[at] = byte;
        try {
          decodeSafetensors(bytes, 'a file');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
