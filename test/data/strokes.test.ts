import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binaryRecords } from '../../src/data/binary.ts';
import { parseDrawing } from '../../src/data/ndjson.ts';
import { simplify } from '../../src/data/simplify.ts';
import type { Strokes } from '../../src/data/strokes.ts';
import { DataError } from '../../src/errors.ts';

const formats = new URL('../fixtures/formats/', import.meta.url);
const lines = (name: string) => readFileSync(new URL(name, formats), 'utf8').trim().split('\n');

describe('lines of ndjson', () => {
  it('of the simplified form are taken as they are', () => {
    for (const line of lines('apple.ndjson')) {
      expect(parseDrawing(line, 'apple')).toEqual(JSON.parse(line).drawing);
    }
  });

  it('of the raw form become what Google made of them, but for a few', () => {
    let same = 0;
    let all = 0;
    for (const category of ['cat', 'The Eiffel Tower']) {
      const raw = new Map(lines(`raw ${category}.ndjson`).map(line => [JSON.parse(line).key_id, line]));
      for (const line of lines(`${category}.ndjson`)) {
        const { key_id, drawing } = JSON.parse(line);
        all++;
        if (isDeepStrictEqual(parseDrawing(raw.get(key_id)!, 'raw'), drawing)) same++;
      }
    }
    expect([same, all]).toEqual([47, 50]);
  });

  it('may lack strokes, and strokes may lack points', () => {
    expect(parseDrawing('{"drawing":[]}', 'x')).toEqual([]);
    expect(parseDrawing('{"drawing":[[[],[]],[[1],[2]]]}', 'x')).toEqual([[[1], [2]]]);
    expect(parseDrawing('{"drawing":[[[],[],[]]]}', 'x')).toEqual([]);
  });

  it.each([
    ['', /not JSON/],
    ['{"drawing":[[[1,2],[1,2]]', /not JSON/],
    ['null', /no `drawing`/],
    ['[]', /no `drawing`/],
    ['{"word":"cat"}', /no `drawing`/],
    ['{"drawing":{"0":1}}', /no `drawing`/],
    ['{"drawing":[[[1,2],[1]]]}', /stroke 1, is not/],
    ['{"drawing":[[[1],[1]],[[1]]]}', /stroke 2, is not/],
    ['{"drawing":[[["a"],["b"]]]}', /stroke 1, is not/],
    ['{"drawing":[[[1e999],[0]]]}', /stroke 1, is not/],
    ['{"drawing":[[[1e300,0],[0,0]]]}', /stroke 1, is not/],
    ['{"drawing":[[[1],[1],[1],[1]]]}', /stroke 1, is not/],
  ])('such as %s are refused', (line, message) => {
    expect(() => parseDrawing(line, 'cat.ndjson, drawing 3,')).toThrow(DataError);
    expect(() => parseDrawing(line, 'cat.ndjson, drawing 3,')).toThrow(message);
    expect(() => parseDrawing(line, 'cat.ndjson, drawing 3,')).toThrow(/^cat\.ndjson, drawing 3,/);
  });

  it('with a line that would take ages to simplify are refused', () => {
    const zigzag = Array.from({ length: 2000 }, (_, i) => (i % 2) * 1000.5);
    const line = JSON.stringify({ drawing: [[zigzag, zigzag.map((_, i) => i / 2)]] });
    expect(() => parseDrawing(line, 'x')).toThrow(/longer line than anyone draws/);
  });

  it('are read or refused whatever they hold', () => {
    const value = fc.oneof(fc.integer(), fc.double(), fc.string(), fc.constant(null));
    const axis = fc.array(value, { maxLength: 4 });
    const strokes = fc.array(fc.array(axis, { maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.oneof(strokes, fc.jsonValue()), drawing => {
        try {
          parseDrawing(JSON.stringify({ drawing }), 'x');
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('simplifying', () => {
  const published = [
    [
      [
        [
          [0, 255],
          [0, 0],
        ],
      ],
      [
        [
          [0, 255],
          [0, 0],
        ],
      ],
    ],
    [
      [
        [
          [0, 100, 255],
          [0, 1, 0],
        ],
      ],
      [
        [
          [0, 255],
          [0, 0],
        ],
      ],
    ],
    [
      [
        [
          [0, 100, 255],
          [0, 5, 0],
        ],
      ],
      [
        [
          [0, 100, 255],
          [0, 5, 0],
        ],
      ],
    ],
    [[[[10], [255]]], [[[10], [255]]]],
    [
      [
        [
          [10, 10],
          [255, 255],
        ],
      ],
      [
        [
          [10, 10],
          [255, 255],
        ],
      ],
    ],
  ] as [Strokes, Strokes][];

  it.each(published)('%j gives %j', (raw, simplified) => {
    expect(simplify(raw)).toEqual(simplified);
  });

  it('keeps the ends, and only points of the line', () => {
    const coordinate = fc.integer({ min: 0, max: 255 });
    const axis = (length: number) => fc.array(coordinate, { minLength: length, maxLength: length });
    const stroke = fc.integer({ min: 2, max: 20 }).chain(length => fc.tuple(axis(length), axis(length)));
    fc.assert(
      fc.property(stroke, ([xs, ys]) => {
        const [[x, y]] = simplify([[xs, ys]]) as [[number[], number[]]];
        expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([xs[0], ys[0], xs.at(-1), ys.at(-1)]);
        for (const [i, px] of x.entries()) {
          const distances = xs
            .slice(1)
            .map((_, j) => toSegment(px, y[i]!, xs[j]!, ys[j]!, xs[j + 1]!, ys[j + 1]!));
          expect(Math.min(...distances)).toBeLessThan(0.71); // by rounding
        }
      }),
    );
  });
});

function toSegment(px: number, py: number, x1: number, y1: number, x2: number, y2: number): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((px - x1) * dx + (py - y1) * dy) / squared));
  return Math.hypot(px - x1 - along * dx, py - y1 - along * dy);
}

describe('binary records', () => {
  it('are those of the same drawings in ndjson', () => {
    const bytes = new Uint8Array(readFileSync(new URL('apple.bin', formats)));
    const drawings: unknown[] = [];
    for (let at = 0; at < bytes.length; ) {
      const end = binaryRecords.endOf(bytes, at, true);
      const strokes = binaryRecords.parse(bytes.subarray(at, end), 'x');
      drawings.push(strokes.map(([x, y]) => [Array.from(x), Array.from(y)]));
      at = end;
    }
    expect(drawings).toEqual(lines('apple.ndjson').map(line => JSON.parse(line).drawing));
  });

  it('end only where they end', () => {
    const bytes = new Uint8Array(readFileSync(new URL('apple.bin', formats)));
    const end = binaryRecords.endOf(bytes, 0, true);
    for (let length = 0; length < end; length++) {
      expect(binaryRecords.endOf(bytes.subarray(0, length), 0, true)).toBe(-1);
    }
  });
});
