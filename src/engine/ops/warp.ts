import type { Value } from '../graph.ts';
import type { Operation, ReferenceTensor } from '../operation.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { requireTypes } from './input-types.ts';

const SIDE = 28;
const CENTER = (SIDE - 1) / 2;
const WHITE = 255;

/**
 * Each output pixel takes the gray value at another place of its drawing. For output pixel (row i, column j), with
 * u = j − 13.5, v = i − 13.5 and affine[n] = (a, b, c, d, e, f), that place is
 *   column = a·u + b·v + c + 13.5 + dx(i, j),  row = d·u + e·v + f + 13.5 + dy(i, j),
 * sampled bilinearly, black outside, divided by 255. (dx, dy) = displacement[n] in pixels, [G, G, 2] with G ≥ 2, interpolated
 * bilinearly between grid points that lie at rows and columns p · 27 / (G − 1); zero when there is none.
 * bitmaps u8 [N, 784], affine [N, 6], displacement [N, G, G, 2] → y [N, 28, 28, 1] in 0…1.
 * Source of the displacements: Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks, 2003.
 */
export const warpOperation: Operation = {
  name: 'warp',
  infer(inputs, _attributes, fail) {
    const [bitmaps, affine, displacement] = inputs;
    requireTypes(inputs, ['u8', 'f32', 'f32'], fail);
    const batch = bitmaps!.shape[0]!;
    if (!sameShape(bitmaps!.shape, [batch, SIDE * SIDE])) return fail(`needs bitmaps [N, ${SIDE * SIDE}]`);
    if (!sameShape(affine!.shape, [batch, 6])) return fail(`affine must be [${batch}, 6]`);
    const grid = displacement?.shape[1] ?? 2;
    if (displacement && (grid < 2 || !sameShape(displacement.shape, [batch, grid, grid, 2])))
      return fail(`displacement must be [${batch}, G, G, 2] with G ≥ 2`);
    return [{ shape: [batch, SIDE, SIDE, 1], dtype: 'f32' }];
  },
  isRowwise: () => true,
  evaluate([bitmaps, affine, displacement], [y]) {
    const [batch] = y!.shape as [number];
    for (let n = 0; n < batch; n++) {
      const [a, b, c, d, e, f] = affine!.data.subarray(6 * n, 6 * n + 6) as unknown as number[];
      const bitmap = bitmaps!.data.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE);
      for (let i = 0; i < SIDE; i++)
        for (let j = 0; j < SIDE; j++) {
          const u = j - CENTER;
          const v = i - CENTER;
          const [dx, dy] = displacement ? displacementAt(displacement, n, i, j) : [0, 0];
          const column = a! * u + b! * v + c! + CENTER + dx;
          const row = d! * u + e! * v + f! + CENTER + dy;
          y!.data[(n * SIDE + i) * SIDE + j] = sample(bitmap, row, column) / WHITE;
        }
    }
  },
  flops: (_inputs, [y]) => 20 * sizeOf(y!.shape),
};

/** Bilinear interpolation between pixels; black outside. */
function sample(bitmap: ArrayLike<number>, row: number, column: number): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const pixel = (i: number, j: number) =>
    i < 0 || i >= SIDE || j < 0 || j >= SIDE ? 0 : bitmap[i * SIDE + j]!;
  return mix(
    row - top,
    mix(column - left, pixel(top, left), pixel(top, left + 1)),
    mix(column - left, pixel(top + 1, left), pixel(top + 1, left + 1)),
  );
}

function displacementAt(displacement: ReferenceTensor, n: number, i: number, j: number): [number, number] {
  const grid = displacement.shape[1]!;
  const row = (i * (grid - 1)) / (SIDE - 1);
  const column = (j * (grid - 1)) / (SIDE - 1);
  const top = Math.min(Math.floor(row), grid - 2);
  const left = Math.min(Math.floor(column), grid - 2);
  const along = (p: number, q: number, axis: 0 | 1) =>
    displacement.data[((n * grid + p) * grid + q) * 2 + axis]!;
  const component = (axis: 0 | 1) =>
    mix(
      row - top,
      mix(column - left, along(top, left, axis), along(top, left + 1, axis)),
      mix(column - left, along(top + 1, left, axis), along(top + 1, left + 1, axis)),
    );
  return [component(0), component(1)];
}

function mix(share: number, a: number, b: number): number {
  return a + share * (b - a);
}

/**
 * Drawings (u8 [N, 784]) shifted, turned, scaled, mirrored and bent → f32 [N, 28, 28, 1] in 0…1. `affine` [N, 6] takes an output
 * pixel, counted from the center, to the place it shows: (1, 0, 0, 0, 1, 0) changes nothing. Not differentiable.
 */
export function warp(bitmaps: Value, affine: Value, displacement?: Value): Value {
  const inputs = displacement ? [bitmaps, affine, displacement] : [bitmaps, affine];
  return bitmaps.graph.apply(warpOperation, inputs, {})[0]!;
}
