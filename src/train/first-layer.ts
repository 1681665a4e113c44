import { SIDE } from '../data/index.ts';
import type { Tensor } from '../nn/index.ts';

/** What the first layer of a network looks for, as square pictures of weights. */
export interface FirstLayer {
  /** Pixels a side: 3 for the convolutional network, 28 for the dense one. */
  readonly side: number;
  /** [count, side, side]. */
  readonly weights: Float32Array;
}

/** The filters of the first layer; undefined for a model whose first layer sees no picture. */
export function firstLayerOf(tensors: ReadonlyMap<string, Tensor>): FirstLayer | undefined {
  const convolution = tensors.get('conv1/kernel');
  if (convolution) return picturesOf(convolution.data, convolution.shape[0]!);
  const dense = tensors.get('dense1/kernel');
  return dense?.shape[0] === SIDE * SIDE ? picturesOf(dense.data, SIDE) : undefined;
}

/** Weights [side · side, count], as layers have them, one picture after the other. */
function picturesOf(data: Float32Array, side: number): FirstLayer {
  const pixels = side * side;
  const count = data.length / pixels;
  const weights = new Float32Array(data.length);
  for (let pixel = 0; pixel < pixels; pixel++)
    for (let filter = 0; filter < count; filter++)
      weights[filter * pixels + pixel] = data[pixel * count + filter]!;
  return { side, weights };
}
