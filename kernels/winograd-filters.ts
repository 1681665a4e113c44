// Filters of the fused blocks, transformed once a step: U = G g Gᵀ of kernels/winograd.ts.
import { loadPart } from './lanes';
import { planeStride } from './planes';

/**
 * U = G g Gᵀ of all filters, in the panels of gemm: plane ξ (of points²) at u + ξ·planeStride(16·⌈cout/4⌉·cin), panels of k = cin rows.
 * points: 4 (0, 1, −1, ∞) or 6 (2 and −2 besides). w: [3][3][cin][cout].
 * Writes vectors `from` … `to` of output channels (4 channels each; `from` even), so that tasks can share.
 */
export function winogradFilters(w: usize, u: usize, points: i32, cin: i32, cout: i32, from: i32, to: i32): void {
  const vectors = (cout + 3) / 4;
  const plane = planeStride(16 * <usize>vectors * cin);
  const tap = 4 * <usize>cin * cout;
  for (let v = from; v < to; v++) {
    const first = v & ~1;
    const step: usize = first + 1 < vectors ? 32 : 16;
    let target = u + 16 * (<usize>first * cin + (v - first));
    let source = w + 16 * v;
    const count = cout - 4 * v;
    for (let channel = 0; channel < cin; channel++) {
      transformFilter(source, tap, count, target, points, plane);
      source += 4 * <usize>cout;
      target += step;
    }
  }
}

/** One vector of filters: rows of G g, and of each its transform. */
// @ts-ignore: decorator
@inline
function transformFilter(w: usize, tap: usize, count: i32, u: usize, points: i32, plane: usize): void {
  const g00 = loadPart(w, count), g01 = loadPart(w + tap, count), g02 = loadPart(w + 2 * tap, count);
  const g10 = loadPart(w + 3 * tap, count), g11 = loadPart(w + 4 * tap, count), g12 = loadPart(w + 5 * tap, count);
  const g20 = loadPart(w + 6 * tap, count), g21 = loadPart(w + 7 * tap, count), g22 = loadPart(w + 8 * tap, count);
  const row = points * plane;
  transformRow(g00, g01, g02, u, points, plane);
  u += row;
  transformRow(at1(g00, g10, g20), at1(g01, g11, g21), at1(g02, g12, g22), u, points, plane);
  u += row;
  transformRow(atMinus1(g00, g10, g20), atMinus1(g01, g11, g21), atMinus1(g02, g12, g22), u, points, plane);
  u += row;
  transformRow(g20, g21, g22, u, points, plane);
  if (points == 4) return;
  u += row;
  transformRow(at2(g00, g10, g20), at2(g01, g11, g21), at2(g02, g12, g22), u, points, plane);
  u += row;
  transformRow(atMinus2(g00, g10, g20), atMinus2(g01, g11, g21), atMinus2(g02, g12, g22), u, points, plane);
}

function transformRow(a: v128, b: v128, c: v128, u: usize, points: i32, plane: usize): void {
  v128.store(u, a);
  v128.store(u + plane, at1(a, b, c));
  v128.store(u + 2 * plane, atMinus1(a, b, c));
  v128.store(u + 3 * plane, c);
  if (points == 4) return;
  v128.store(u + 4 * plane, at2(a, b, c));
  v128.store(u + 5 * plane, atMinus2(a, b, c));
}

/** (a + b + c) / 2. */
// @ts-ignore: decorator
@inline
function at1(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(f32x4.add(a, c), b));
}

/** (a − b + c) / 2. */
// @ts-ignore: decorator
@inline
function atMinus1(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.sub(f32x4.add(a, c), b));
}

/** (a + 2·b + 4·c) / 24. */
// @ts-ignore: decorator
@inline
function at2(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(f32x4.splat(<f32>(1.0 / 24.0)), f32x4.add(f32x4.add(a, f32x4.mul(f32x4.splat(4), c)), f32x4.add(b, b)));
}

/** (a − 2·b + 4·c) / 24. */
// @ts-ignore: decorator
@inline
function atMinus2(a: v128, b: v128, c: v128): v128 {
  return f32x4.mul(f32x4.splat(<f32>(1.0 / 24.0)), f32x4.sub(f32x4.add(a, f32x4.mul(f32x4.splat(4), c)), f32x4.add(b, b)));
}
