import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScanConverter } from '../../src/data/raster/scan-converter.ts';

type Point = readonly [x: number, y: number];

const SIZE = 8;

/** Coverage of a closed polygon; points in 1/256 pixel. */
function cover(points: readonly Point[]): number[][] {
  const converter = new ScanConverter(SIZE);
  for (const [i, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(i + 1) % points.length]!;
    converter.addEdge(x, y, nextX, nextY, 1);
  }
  const rows = Array.from({ length: SIZE }, () => new Array<number>(SIZE).fill(0));
  converter.sweep((row, coverage) => {
    rows[row] = [...coverage];
  });
  return rows;
}

const total = (rows: readonly number[][]) => rows.flat().reduce((sum, value) => sum + value, 0);

describe('coverage', () => {
  it('is that of the area for rectangles', () => {
    const coordinate = fc.integer({ min: 0, max: SIZE * 256 });
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 8 }),
        (x1, x2, y1, y2) => {
          const [top, bottom] = [y1 * 256, y2 * 256];
          const rows = cover([
            [x1, top],
            [x2, top],
            [x2, bottom],
            [x1, bottom],
          ]);
          for (let y = 0; y < SIZE; y++) {
            for (let x = 0; x < SIZE; x++) {
              const wide = Math.min(Math.max(x1, x2), (x + 1) * 256) - Math.max(Math.min(x1, x2), x * 256);
              const inside = y >= Math.min(y1, y2) && y < Math.max(y1, y2);
              const expected = inside ? Math.max(0, wide) : 0;
              expect(Math.abs(rows[y]![x]! - (expected * 255) / 256)).toBeLessThanOrEqual(1);
            }
          }
        },
      ),
    );
  });

  it('is that of the area for triangles, within what sample rows can miss of flat ones', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: SIZE * 256 }), fc.integer({ min: 0, max: SIZE * 256 }));
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const doubled = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        const pixels = Math.abs(doubled) / 2 / 65536;
        expect(Math.abs(total(cover([a, b, c])) / 255 - pixels)).toBeLessThan(1.5);
      }),
      { numRuns: 500 },
    );
  });

  it('counts an area that is wound around twice once', () => {
    const square: Point[] = [
      [256, 256],
      [1024, 256],
      [1024, 1024],
      [256, 1024],
    ];
    expect(cover([...square, ...square])).toEqual(cover(square));
  });

  it('never fails or leaves 0–255 for tangled polygons', () => {
    const point = fc.tuple(
      fc.integer({ min: 0, max: SIZE * 256 - 1 }),
      fc.integer({ min: 0, max: SIZE * 256 }),
    );
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 40 }), points => {
        const rows = cover(points);
        expect(total(rows) / 255).toBeLessThanOrEqual(SIZE * SIZE);
      }),
      { numRuns: 300 },
    );
  });
});
