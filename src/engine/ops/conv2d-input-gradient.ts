import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { formatShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import { conv2d } from './conv2d.ts';
import { conv2dFilterGradient } from './conv2d-filter-gradient.ts';
import { type Conv2dAttributes, convolutionGeometry } from './conv2d-geometry.ts';
import { requireFloats } from './input-types.ts';

type InputGradientAttributes = Conv2dAttributes & { readonly inputShape: Shape };

/**
 * dx[n, r, s, c] = Σ_{i, j, a, b, o : i·stride + a − top = r, j·stride + b − left = s} g[n, i, j, o] · w[a, b, c, o]
 * g [N, OH, OW, Cout], w [KH, KW, Cin, Cout] → dx [N, H, W, Cin] = inputShape: the adjoint of conv2d in x, which is also the
 * transposed convolution.
 */
export const conv2dInputGradientOperation: Operation<InputGradientAttributes> = {
  name: 'conv2dInputGradient',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    const [g, w] = inputs;
    const { inputShape } = attributes;
    if (g!.shape.length !== 4 || w!.shape.length !== 4 || inputShape.length !== 4)
      return fail('needs g [N, OH, OW, Cout], w [KH, KW, Cin, Cout] and the input shape [N, H, W, Cin]');
    if (inputShape[3] !== w!.shape[2])
      return fail(
        `the input ${formatShape(inputShape)} has ${inputShape[3]} channels, w takes ${w!.shape[2]}`,
      );
    const { outputHeight, outputWidth } = convolutionGeometry(inputShape, w!.shape, attributes, fail);
    const output = [inputShape[0]!, outputHeight, outputWidth, w!.shape[3]!];
    if (!sameShape(g!.shape, output))
      return fail(`g must be ${formatShape(output)} for the input ${formatShape(inputShape)}`);
    return [{ shape: inputShape, dtype: 'f32' }];
  },
  isRowwise: ([, wBatched]) => !wBatched,
  gradient({ inputs: [g, w], attributes }, [gradient]) {
    return [
      conv2d(gradient!, w!, convolution(attributes)),
      conv2dFilterGradient(gradient!, g!, w!.shape, attributes),
    ];
  },
  evaluate([g, w], [x], attributes) {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth, , filters] = w!.shape as [number, number, number, number];
    const { outputHeight, outputWidth, top, left } = convolutionGeometry(x!.shape, w!.shape, attributes);
    const { stride } = attributes;
    x!.data.fill(0);
    for (let n = 0; n < batch; n++)
      for (let i = 0; i < outputHeight; i++)
        for (let j = 0; j < outputWidth; j++)
          for (let a = 0; a < kernelHeight; a++)
            for (let b = 0; b < kernelWidth; b++) {
              const row = i * stride + a - top;
              const column = j * stride + b - left;
              if (row < 0 || row >= height || column < 0 || column >= width) continue;
              for (let c = 0; c < channels; c++)
                for (let o = 0; o < filters; o++)
                  x!.data[((n * height + row) * width + column) * channels + c]! +=
                    g!.data[((n * outputHeight + i) * outputWidth + j) * filters + o]! *
                    w!.data[((a * kernelWidth + b) * channels + c) * filters + o]!;
            }
  },
  flops: ([g, w]) => (2 * sizeOf(g!.shape) * sizeOf(w!.shape)) / w!.shape[3]!,
};

const convolution = ({ stride, padding }: Conv2dAttributes): Conv2dAttributes => ({ stride, padding });

/** Gradient of conv2d with respect to its input of shape `inputShape` [N, H, W, Cin], given g [N, OH, OW, Cout] and w. */
export function conv2dInputGradient(
  g: Value,
  w: Value,
  inputShape: Shape,
  attributes: Conv2dAttributes,
): Value {
  const all = { ...convolution(attributes), inputShape };
  return g.graph.apply(conv2dInputGradientOperation, [g, w], all)[0]!;
}
