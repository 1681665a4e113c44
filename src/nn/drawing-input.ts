import { type Graph, reshape, toFloat, type Value, warp } from '../engine/index.ts';
import { DRAWING_SHAPE } from './model.ts';

const PIXELS = 784;

/**
 * How drawings may be changed on their way in: not at all, by an affine map each, and by a grid of
 * displacements each too.
 */
export type WarpKind = 'none' | 'affine' | 'elastic';

/** Points a side of the grid of displacements. */
export const DISPLACEMENT_GRID = 6;

/** Drawings as a model takes them, and the inputs of the graph they are made from. */
export interface DrawingInput {
  /** u8 [N, 784], ink 255. */
  readonly bitmaps: Value;
  /** [N, 6]; see the operation `warp`. */
  readonly affine: Value | undefined;
  /** [N, grid, grid, 2], in pixels. */
  readonly displacement: Value | undefined;
  /** [N, 28, 28, 1] of 0…1. */
  readonly images: Value;
}

/** Adds the inputs for `batch` drawings to a graph. */
export function drawingInput(graph: Graph, batch: number, kind: WarpKind): DrawingInput {
  const bitmaps = graph.input('bitmaps', [batch, PIXELS], 'u8', { batched: true });
  if (kind === 'none') {
    const images = reshape(toFloat(bitmaps, 1 / 255), [batch, ...DRAWING_SHAPE]);
    return { bitmaps, affine: undefined, displacement: undefined, images };
  }
  const affine = graph.input('affine', [batch, 6], 'f32', { batched: true });
  const grid = [batch, DISPLACEMENT_GRID, DISPLACEMENT_GRID, 2];
  const displacement =
    kind === 'elastic' ? graph.input('displacement', grid, 'f32', { batched: true }) : undefined;
  return { bitmaps, affine, displacement, images: warp(bitmaps, affine, displacement) };
}
