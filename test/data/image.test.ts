import fc from 'fast-check';
import { encode } from 'fast-png';
import { zlibSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { crc32 } from '../../src/data/crc32.ts';
import { drawText } from '../../src/data/image/bitmap-font.ts';
import { contactSheet } from '../../src/data/image/contact-sheet.ts';
import { drawingFromImage } from '../../src/data/image/drawing-from-image.ts';
import type { Image } from '../../src/data/image/image.ts';
import { areaAverage } from '../../src/data/image/plane.ts';
import { decodePng, encodePng, isPng } from '../../src/data/image/png.ts';
import { Rasterizer } from '../../src/data/raster/rasterizer.ts';
import { RoundPen } from '../../src/data/raster/round-pen.ts';
import { ScanConverter } from '../../src/data/raster/scan-converter.ts';
import { StrokeOutliner } from '../../src/data/raster/stroke-outline.ts';
import { DRAWING_BYTES, SIDE } from '../../src/data/reader.ts';
import type { Strokes } from '../../src/data/strokes.ts';
import { DataError } from '../../src/errors.ts';

const HOUSE: Strokes = [
  [
    [0, 0, 255, 255, 0],
    [100, 255, 255, 100, 100],
  ],
  [
    [0, 128, 255],
    [100, 0, 100],
  ],
  [
    [100, 100, 150, 150],
    [255, 180, 180, 255],
  ],
];

const official = new Uint8Array(DRAWING_BYTES);
beforeAll(() => new Rasterizer().draw(HOUSE, official));

const gray = (data: Uint8Array, width: number, height: number): Image => ({
  width,
  height,
  channels: 1,
  data,
});

/** The house as someone may have drawn it: `side` pixels, lines of `lineWidth`, off center. Ink 255 on 0. */
function picture(side: number, lineWidth: number): Uint8Array {
  const converter = new ScanConverter(side);
  const outliner = new StrokeOutliner(new RoundPen(lineWidth / 2, 0.1), lineWidth / 2, (...edge) =>
    converter.addEdge(...edge),
  );
  const scale = (side * 0.7) / 255;
  const place = (values: ArrayLike<number>, margin: number) =>
    Int32Array.from(values, value => Math.round((value * scale + margin * side) * 256));
  const bytes = new Uint8Array(side * side);
  for (const [xs, ys] of HOUSE) {
    outliner.outline(place(xs, 0.05), place(ys, 0.2), xs.length);
    converter.sweep((row, coverage) => {
      for (let x = 0; x < side; x++) bytes[row * side + x] = Math.max(bytes[row * side + x]!, coverage[x]!);
    });
  }
  return bytes;
}

/** Mean difference over pixels with ink in either drawing, both blurred: where a line meets the grid is chance. */
function difference(a: Uint8Array, b: Uint8Array): number {
  const [blurredA, blurredB] = [blur(a), blur(b)];
  const differences = blurredA.flatMap((value, pixel) => {
    const other = blurredB[pixel]!;
    return value === 0 && other === 0 ? [] : [Math.abs(value - other)];
  });
  return differences.reduce((sum, value) => sum + value, 0) / differences.length;
}

function blur(drawing: Uint8Array): number[] {
  return Array.from({ length: DRAWING_BYTES }, (_, pixel) => {
    let sum = 0;
    for (const dy of [-SIDE, 0, SIDE]) for (const dx of [-1, 0, 1]) sum += drawing[pixel + dy + dx] ?? 0;
    return sum / 9;
  });
}

const inkIn = (drawing: Uint8Array) => drawing.reduce((sum, value) => sum + value, 0);

describe('a drawing from an image', () => {
  it('that is an official bitmap stays as it is, whichever its polarity', () => {
    expect(drawingFromImage(gray(official, SIDE, SIDE), 'x')).toEqual(official);
    const inverted = official.map(value => 255 - value);
    expect(drawingFromImage(gray(inverted, SIDE, SIDE), 'x')).toEqual(official);
  });

  it.each([
    [64, 3],
    [150, 8],
    [300, 12],
    [300, 2],
    [1000, 30],
    [1000, 3],
  ])('of %i pixels with lines of %i is near the official one', (side, lineWidth) => {
    const ink = picture(side, lineWidth);
    const drawing = drawingFromImage(gray(ink, side, side), 'x');
    expect(difference(drawing, official)).toBeLessThan(28);
    expect(Math.abs(inkIn(drawing) / inkIn(official) - 1)).toBeLessThan(0.3);
    expect(
      drawingFromImage(
        gray(
          ink.map(value => 255 - value),
          side,
          side,
        ),
        'x',
      ),
    ).toEqual(drawing);
  });

  it('keeps its sides in proportion, centered, with an empty ring', () => {
    const wide = new Uint8Array(200 * 200);
    for (let y = 20; y < 60; y++) wide.fill(255, y * 200 + 30, y * 200 + 190);
    const drawing = drawingFromImage(gray(wide, 200, 200), 'x');
    // 160 × 40 in 26 × 6.5: columns 1–26, rows 10.75–17.25.
    const row = (y: number) => [...drawing.subarray(y * SIDE, (y + 1) * SIDE)];
    expect(row(14)).toEqual([0, ...new Array(26).fill(255), 0]);
    expect(row(10)[5]).toBe(64);
    expect(row(17)[5]).toBe(64);
    expect(
      row(9)
        .concat(row(18))
        .every(value => value === 0),
    ).toBe(true);
  });

  it('is told by the border which tone is the ground', () => {
    const ink = picture(100, 5);
    const rgb = Uint8Array.from(
      { length: 3e4 },
      (_, i) => (ink[Math.floor(i / 3)]! > 127 ? [200, 30, 30] : [250, 245, 230])[i % 3]!,
    );
    const red = drawingFromImage({ width: 100, height: 100, channels: 3, data: rgb }, 'x');
    expect(difference(red, official)).toBeLessThan(28);
  });

  it.each([
    ['black', 0],
    ['white', 255],
  ])('of %s strokes on a transparent ground is seen', (_, tone) => {
    const ink = picture(100, 5);
    const data = Uint8Array.from({ length: 4e4 }, (_, i) => (i % 4 === 3 ? ink[i >> 2]! : tone));
    const drawing = drawingFromImage({ width: 100, height: 100, channels: 4, data }, 'x');
    expect(drawing).toEqual(drawingFromImage(gray(ink, 100, 100), 'x'));
  });

  it('of one tone is refused', () => {
    expect(() => drawingFromImage(gray(new Uint8Array(100).fill(77), 10, 10), 'a.png')).toThrow(DataError);
    expect(() => drawingFromImage(gray(new Uint8Array(100).fill(77), 10, 10), 'a.png')).toThrow(
      /a\.png shows nothing/,
    );
  });

  it('of any size has an empty ring and full ink somewhere', () => {
    const size = fc.integer({ min: 1, max: 60 });
    const image = fc
      .tuple(size, size)
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height, maxLength: width * height })
          .map(data => gray(data, width, height)),
      );
    fc.assert(
      fc.property(image, one => {
        let drawing: Uint8Array;
        try {
          drawing = drawingFromImage(one, 'x');
        } catch (error) {
          if (error instanceof DataError) return;
          throw error;
        }
        expect(drawing).toHaveLength(DRAWING_BYTES);
        for (let i = 0; i < SIDE; i++) {
          const ring = [i, DRAWING_BYTES - 1 - i, i * SIDE, i * SIDE + SIDE - 1];
          expect(ring.map(pixel => drawing[pixel])).toEqual([0, 0, 0, 0]);
        }
        expect(Math.max(...drawing)).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

it('areas keep their mean when an image gets smaller', () => {
  const data = Uint8Array.from({ length: 30 * 20 }, (_, i) => (i * 37) % 256);
  const mean = (values: Uint8Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const smaller = areaAverage({ width: 30, height: 20, data }, { left: 0, top: 0, scale: 0.1 }, 3, 2);
  expect(Math.abs(mean(smaller.data) - mean(data))).toBeLessThan(0.5);
});

describe('PNG', () => {
  it('gives back what was encoded', () => {
    const channels = fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const);
    const side = fc.integer({ min: 1, max: 12 });
    const image = fc.tuple(side, side, channels).chain(([width, height, channels]) => {
      const length = width * height * channels;
      return fc
        .uint8Array({ minLength: length, maxLength: length })
        .map((data): Image => ({ width, height, channels, data }));
    });
    fc.assert(
      fc.property(image, one => {
        const bytes = encodePng(one);
        expect(isPng(bytes)).toBe(true);
        expect(decodePng(bytes, 'x')).toEqual(one);
      }),
    );
  });

  it('of other depths and with a palette comes as 8 bits a channel', () => {
    const deep = encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0, 65535) });
    expect([...decodePng(deep, 'x').data]).toEqual([0, 255]);
    const bits = png([3, 2, 1, 0, 0, 0, 0], [0, 0b10100000, 0, 0b01000000]);
    expect(decodePng(bits, 'x')).toMatchObject({ width: 3, height: 2, channels: 1 });
    expect([...decodePng(bits, 'x').data]).toEqual([255, 0, 255, 0, 255, 0]);
  });

  const whole = encodePng({ width: 5, height: 5, channels: 1, data: new Uint8Array(25).fill(9) });

  it('is refused wherever it is cut, and read or refused whatever byte is changed', () => {
    for (let length = 0; length < whole.length - 12; length++) {
      expect(() => decodePng(whole.slice(0, length), 'x')).toThrow(DataError);
    }
    for (let at = 0; at < whole.length; at++) {
      const changed = whole.slice();
      changed[at]! ^= 1 + ((at * 53) % 255);
      try {
        decodePng(changed, 'x');
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
      }
    }
  });

  it('that claims or unpacks to too much is refused', () => {
    expect(() => decodePng(png([100_000, 100_000, 8, 0, 0, 0, 0], [0]), 'x')).toThrow(
      /claims 100000 × 100000 pixels/,
    );
    const bomb = png([2, 2, 8, 0, 0, 0, 0], new Uint8Array(50 << 20));
    expect(() => decodePng(bomb, 'x')).toThrow(/unpacks to more/);
  });
});

/** A PNG of a header (width, height, depth, color type, …) and unpacked rows, each after its filter byte. */
function png([width, height, ...rest]: number[], rows: ArrayLike<number>): Uint8Array {
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width!);
  new DataView(header.buffer).setUint32(4, height!);
  header.set(rest, 8);
  const chunks: [string, Uint8Array][] = [
    ['IHDR', header],
    ['IDAT', zlibSync(Uint8Array.from(rows), { level: 9 })],
    ['IEND', new Uint8Array(0)],
  ];
  const bytes = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  for (const [name, data] of chunks) {
    const named = Uint8Array.of(...Buffer.from(name), ...data);
    const numbers = new DataView(new ArrayBuffer(8));
    numbers.setUint32(0, data.length);
    numbers.setUint32(4, crc32(named));
    const [length, checksum] = [new Uint8Array(numbers.buffer, 0, 4), new Uint8Array(numbers.buffer, 4, 4)];
    bytes.push(...length, ...named, ...checksum);
  }
  return Uint8Array.from(bytes);
}

describe('a contact sheet', () => {
  const cells = Array.from({ length: 5 }, (_, i) => ({
    bitmap: official,
    caption: [`number ${i}`, 'house'],
  }));

  it('shows drawings row by row, dark on light', () => {
    const { width, height, channels, data } = contactSheet(cells, { columns: 3, scale: 2 });
    expect([width, height, channels, data.length]).toEqual([
      3 * 64 + 8,
      2 * (64 + 20) + 8,
      1,
      width * height,
    ]);
    const at = (x: number, y: number) => data[y * width + x];
    for (const [left, top] of [
      [8, 8],
      [72, 8],
      [136, 8],
      [8, 92],
      [72, 92],
    ] as const) {
      for (const pixel of [0, 300, 400, 500]) {
        const tone = Math.round(225 * (1 - official[pixel]! / 255));
        expect(at(left + 2 * (pixel % SIDE), top + 2 * Math.floor(pixel / SIDE))).toBe(tone);
      }
    }
    expect(at(136 + 20, 92 + 20)).toBe(255);
  });

  it('may be empty, and cuts captions that are too long', () => {
    expect(contactSheet([], { columns: 5, scale: 1 }).width).toBe(44);
    const long = contactSheet([{ bitmap: official, caption: ['a very long caption'] }], {
      columns: 5,
      scale: 1,
    });
    expect(long.width).toBe(44);
  });

  it('has a letter for every ASCII character, each of its own, and one for the rest', () => {
    const shapes = Array.from({ length: 95 }, (_, i) => shapeOf(String.fromCharCode(32 + i)));
    expect(new Set(shapes).size).toBe(95);
    expect(shapeOf('é')).toBe(shapeOf('猫'));
    expect(shapeOf('é')).toBe(shapeOf('\n'));
    expect(shapes).not.toContain(shapeOf('é'));
  });
});

function shapeOf(text: string): string {
  const points: string[] = [];
  drawText(text, (x, y) => points.push(`${x},${y}`));
  return points.join(' ');
}
