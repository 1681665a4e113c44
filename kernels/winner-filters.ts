// Filters of 3×3 convolutions in tiles of a few vectors a row of a patch, as the sums over winners (winners.ts) take them.
import { loadPart, storePart } from './lanes';

/** Bytes of a tile of a filter: 3 rows × 4 vectors; one of 3 vectors a row leaves the end unused. */
const TILE: usize = 192;

// @ts-ignore: decorator
@inline
function padded(channels: i32): usize {
  return <usize>((channels + 3) & ~3);
}

/** Vectors of the next tile of a patch's row, when `left` (3 at least) are left: threes until the rest is cut in fours. */
// @ts-ignore: decorator
@inline
function tileWidth(left: i32): i32 {
  return left & 3 ? 3 : 4;
}

/** Tiles of a patch's row of 3·vectors vectors. */
// @ts-ignore: decorator
@inline
function tileCount(vectors: i32): i32 {
  const threes = (-3 * vectors) & 3;
  return threes + (3 * vectors - 3 * threes) / 4;
}

/** Four vectors turned: lane c of r0 … r3 becomes the c-th of four vectors, of which the first `count` are stored `stride` apart. */
// @ts-ignore: decorator
@inline
function storeTurned(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, stride: usize, count: i32, lanes: i32): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  storePart(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), lanes);
  if (count > 1) storePart(to + stride, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), lanes);
  if (count > 2) storePart(to + 2 * stride, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), lanes);
  if (count > 3) storePart(to + 3 * stride, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), lanes);
}

/**
 * Filters [3][3][cin][cout] in tiles for convReluPoolInputGradient: [tile][cout][3 rows][4 or 3 vectors], 192 bytes a tile of a filter.
 * A row is a patch's: 3 pixels of ⌈cin/4⌉ vectors, padding zero. Tiles are 3 vectors wide until a multiple of 4 is left.
 * Writes channels `from` … `to` of cout (`from` a multiple of 4). The whole takes filterTiles(cin)·cout·192 bytes; there are
 * filterTiles(cin) = t + (3·⌈cin/4⌉ − 3·t) / 4 tiles with t = −3·⌈cin/4⌉ mod 4.
 */
export function packFilters(w: usize, filters: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const vectors = (cin + 3) / 4;
  const line = 4 * <usize>cout;
  const zero = f32x4.splat(0);
  for (let first = 0, width = 0; first < 3 * vectors; first += width) {
    width = tileWidth(3 * vectors - first);
    for (let cell = 0; cell < 3 * width; cell++) {
      const vector = first + (cell % width);
      const tap = 3 * (cell / width) + vector / vectors;
      const i = 4 * (vector % vectors);
      for (let o = from; o < to; o += 4) {
        const source = w + <usize>(tap * cin + i) * line + 4 * <usize>o;
        const left = cout - o;
        storeTurned(
          loadPart(source, left),
          i + 1 < cin ? loadPart(source + line, left) : zero,
          i + 2 < cin ? loadPart(source + 2 * line, left) : zero,
          i + 3 < cin ? loadPart(source + 3 * line, left) : zero,
          filters + TILE * <usize>o + 16 * <usize>cell, TILE, left, 4,
        );
      }
    }
    filters += TILE * <usize>cout;
  }
}

/** dw[3][3][cin][from … to] from tiles of sums, laid out as packFilters lays out filters. */
function unpackFilters(sums: usize, dw: usize, cin: i32, cout: i32, from: i32, to: i32): void {
  const vectors = (cin + 3) / 4;
  const line = 4 * <usize>cout;
  for (let first = 0, width = 0; first < 3 * vectors; first += width) {
    width = tileWidth(3 * vectors - first);
    for (let cell = 0; cell < 3 * width; cell++) {
      const vector = first + (cell % width);
      const tap = 3 * (cell / width) + vector / vectors;
      const i = 4 * (vector % vectors);
      for (let o = from; o < to; o += 4) {
        const left = to - o;
        const r0 = sums + TILE * <usize>(o - from) + 16 * <usize>cell;
        const r1 = left > 1 ? r0 + TILE : r0, r2 = left > 2 ? r1 + TILE : r0, r3 = left > 3 ? r2 + TILE : r0;
        const target = dw + <usize>(tap * cin + i) * line + 4 * <usize>o;
        storeTurned(v128.load(r0), v128.load(r1), v128.load(r2), v128.load(r3), target, line, cin - i, left);
      }
    }
    sums += TILE * <usize>(to - from);
  }
}

export { TILE, padded, tileCount, tileWidth, unpackFilters };
