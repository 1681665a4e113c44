import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNpy } from '../../src/data/npy-array.ts';
import { readNpz } from '../../src/data/npz.ts';
import { Rasterizer } from '../../src/data/raster/rasterizer.ts';
import { DRAWING_BYTES, SIDE } from '../../src/data/reader.ts';
import type { Stroke, Strokes } from '../../src/data/strokes.ts';

const rasterizer = new Rasterizer();

function draw(strokes: Strokes): Uint8Array {
  const bitmap = new Uint8Array(DRAWING_BYTES);
  rasterizer.draw(strokes, bitmap);
  return bitmap;
}

function goldenStrokes(path: URL | string): Strokes[] {
  const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
  return lines.map(line => (JSON.parse(line) as { drawing: Strokes }).drawing);
}

/** Drawings that differ from the official bitmaps, by number. */
function differing(drawings: readonly Strokes[], bitmaps: Uint8Array): number[] {
  const official = (i: number) => bitmaps.subarray(i * DRAWING_BYTES, (i + 1) * DRAWING_BYTES);
  return drawings.flatMap((strokes, i) => (Buffer.compare(draw(strokes), official(i)) === 0 ? [] : [i]));
}

const golden = new URL('../fixtures/golden/', import.meta.url);
const allGolden = `${process.env.QDL_DATA}/golden/pairs.npy`;

describe('against bitmaps that Google published', () => {
  it('draws the same bytes', () => {
    const drawings = goldenStrokes(new URL('pairs.ndjson.gz', golden));
    const { bitmaps } = readNpz(readFileSync(new URL('pairs.npz', golden)), 'pairs.npz');
    expect(drawings).toHaveLength(207);
    expect(differing(drawings, bitmaps!.data as Uint8Array)).toEqual([]);
  });

  it.skipIf(!existsSync(allGolden))(
    'draws the same bytes for all pairs (needs QDL_DATA with golden/)',
    () => {
      const drawings = goldenStrokes(`${process.env.QDL_DATA}/golden/pairs.ndjson.gz`);
      const { data } = decodeNpy(readFileSync(allGolden), allGolden);
      expect(drawings).toHaveLength(1860);
      expect(differing(drawings, data as Uint8Array)).toEqual([]);
    },
  );
});

const stroke = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((points): Stroke => [points.map(([x]) => x), points.map(([, y]) => y)]);
const drawing = fc.array(stroke, { minLength: 1, maxLength: 8 });

describe('any drawing', () => {
  it('leaves the outermost ring empty, and ink inside', () => {
    fc.assert(
      fc.property(drawing, strokes => {
        const bitmap = draw(strokes);
        expect(Math.max(...bitmap)).toBeGreaterThan(60);
        for (let i = 0; i < SIDE; i++) {
          const ring = [i, DRAWING_BYTES - 1 - i, i * SIDE, i * SIDE + SIDE - 1];
          expect(ring.map(pixel => bitmap[pixel])).toEqual([0, 0, 0, 0]);
        }
      }),
    );
  });

  it('does not depend on what was drawn before', () => {
    fc.assert(
      fc.property(drawing, strokes => {
        const fresh = new Uint8Array(DRAWING_BYTES);
        new Rasterizer().draw(strokes, fresh);
        expect(draw(strokes)).toEqual(fresh);
      }),
      { numRuns: 50 },
    );
  });

  it('only gains ink with each stroke that keeps its size', () => {
    const frame: Stroke = [
      [0, 255],
      [0, 255],
    ];
    fc.assert(
      fc.property(drawing, stroke, (strokes, one) => {
        const before = draw([frame, ...strokes]);
        const after = draw([frame, ...strokes, one]);
        expect(after.every((value, pixel) => value >= before[pixel]!)).toBe(true);
      }),
    );
  });

  it('is the same with points repeated and points added on straight lines', () => {
    const plain: Stroke = [
      [0, 100, 100],
      [0, 0, 255],
    ];
    const rich: Stroke = [
      [0, 0, 50, 50, 100, 100, 100],
      [0, 0, 0, 0, 0, 128, 255],
    ];
    expect(draw([rich])).toEqual(draw([plain]));
  });
});

describe('special cases', () => {
  it('draws a stroke of one point, once or repeated, as a round dot in the middle', () => {
    const dot = draw([[[0], [0]]]);
    expect(dot.filter(value => value > 0)).toHaveLength(4);
    expect(new Set(dot.filter(value => value > 0)).size).toBe(1);
    expect(
      draw([
        [
          [7, 7],
          [9, 9],
        ],
      ]),
    ).toEqual(draw([[[7], [9]]]));
  });

  it('draws nothing for no strokes, and writes where it is told to', () => {
    const target = new Uint8Array(3 * DRAWING_BYTES).fill(9);
    rasterizer.draw([], target, DRAWING_BYTES);
    expect(target.subarray(0, DRAWING_BYTES).every(value => value === 9)).toBe(true);
    expect(target.subarray(DRAWING_BYTES, 2 * DRAWING_BYTES).every(value => value === 0)).toBe(true);
    expect(target.subarray(2 * DRAWING_BYTES).every(value => value === 9)).toBe(true);
  });

  it('takes strokes of many points', () => {
    const count = 5_000;
    const x = Array.from({ length: count }, (_, i) => (i * 7919) % 256);
    const y = Array.from({ length: count }, (_, i) => (i * 104_729) % 256);
    expect(Math.max(...draw([[x, y]]))).toBe(255);
  });
});
