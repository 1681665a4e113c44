import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { conv2dFilterGradient } from './conv2d-filter-gradient.ts';
import { type Conv2dAttributes, convolutionGeometry } from './conv2d-geometry.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { requireFloats } from './input-types.ts';

/**
 * y[n, i, j, o] = Σ_{a, b, c} x[n, i·stride + a − top, j·stride + b − left, c] · w[a, b, c, o]
 * x [N, H, W, Cin], w [KH, KW, Cin, Cout] → y [N, OH, OW, Cout]. Padding as TensorFlow: `same` gives OH = ⌈H / stride⌉ and pads
 * more at the bottom and right when it must; `valid` gives OH = ⌊(H − KH) / stride⌋ + 1.
 */
export const conv2dOperation: Operation<Conv2dAttributes> = {
  name: 'conv2d',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    const [x, w] = inputs;
    if (x!.shape.length !== 4 || w!.shape.length !== 4)
      return fail('needs x [N, H, W, Cin] and w [KH, KW, Cin, Cout]');
    if (x!.shape[3] !== w!.shape[2]) return fail(`x has ${x!.shape[3]} channels, w takes ${w!.shape[2]}`);
    const { outputHeight, outputWidth } = convolutionGeometry(x!.shape, w!.shape, attributes, fail);
    return [{ shape: [x!.shape[0]!, outputHeight, outputWidth, w!.shape[3]!], dtype: 'f32' }];
  },
  isRowwise: ([xBatched, wBatched]) => xBatched! && !wBatched,
  gradient({ inputs: [x, w], attributes }, [gradient]) {
    return [
      conv2dInputGradient(gradient!, w!, x!.shape, attributes),
      conv2dFilterGradient(x!, gradient!, w!.shape, attributes),
    ];
  },
  evaluate([x, w], [y], attributes) {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth, , filters] = w!.shape as [number, number, number, number];
    const { outputHeight, outputWidth, top, left } = convolutionGeometry(x!.shape, w!.shape, attributes);
    const { stride } = attributes;
    for (let n = 0; n < batch; n++)
      for (let i = 0; i < outputHeight; i++)
        for (let j = 0; j < outputWidth; j++)
          for (let o = 0; o < filters; o++) {
            let sum = 0;
            for (let a = 0; a < kernelHeight; a++)
              for (let b = 0; b < kernelWidth; b++) {
                const row = i * stride + a - top;
                const column = j * stride + b - left;
                if (row < 0 || row >= height || column < 0 || column >= width) continue;
                for (let c = 0; c < channels; c++)
                  sum +=
                    x!.data[((n * height + row) * width + column) * channels + c]! *
                    w!.data[((a * kernelWidth + b) * channels + c) * filters + o]!;
              }
            y!.data[((n * outputHeight + i) * outputWidth + j) * filters + o] = sum;
          }
  },
  flops: ([, w], [y]) => (2 * sizeOf(y!.shape) * sizeOf(w!.shape)) / w!.shape[3]!,
};

/** Two-dimensional convolution (cross-correlation, as networks use the word): x [N, H, W, Cin] with w [KH, KW, Cin, Cout]. */
export function conv2d(
  x: Value,
  w: Value,
  attributes: Conv2dAttributes = { stride: 1, padding: 'same' },
): Value {
  return x.graph.apply(conv2dOperation, [x, w], attributes)[0]!;
}
