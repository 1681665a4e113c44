import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { formatShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import { conv2d } from './conv2d.ts';
import { type Conv2dAttributes, convolutionGeometry } from './conv2d-geometry.ts';
import { conv2dInputGradient } from './conv2d-input-gradient.ts';
import { requireFloats } from './input-types.ts';

type FilterGradientAttributes = Conv2dAttributes & { readonly filterShape: Shape };

/**
 * dw[a, b, c, o] = Σ_{n, i, j} x[n, i·stride + a − top, j·stride + b − left, c] · g[n, i, j, o]
 * x [N, H, W, Cin], g [N, OH, OW, Cout] → dw [KH, KW, Cin, Cout] = filterShape: the adjoint of conv2d in w.
 */
export const conv2dFilterGradientOperation: Operation<FilterGradientAttributes> = {
  name: 'conv2dFilterGradient',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    const [x, g] = inputs;
    const { filterShape } = attributes;
    if (x!.shape.length !== 4 || g!.shape.length !== 4 || filterShape.length !== 4)
      return fail('needs x [N, H, W, Cin], g [N, OH, OW, Cout] and the filter shape [KH, KW, Cin, Cout]');
    if (x!.shape[3] !== filterShape[2])
      return fail(
        `x has ${x!.shape[3]} channels, the filter ${formatShape(filterShape)} takes ${filterShape[2]}`,
      );
    const { outputHeight, outputWidth } = convolutionGeometry(x!.shape, filterShape, attributes, fail);
    const output = [x!.shape[0]!, outputHeight, outputWidth, filterShape[3]!];
    if (!sameShape(g!.shape, output))
      return fail(`g must be ${formatShape(output)} for the filter ${formatShape(filterShape)}`);
    return [{ shape: filterShape, dtype: 'f32' }];
  },
  isRowwise: () => false,
  gradient({ inputs: [x, g], attributes }, [gradient]) {
    const { stride, padding } = attributes;
    return [
      conv2dInputGradient(g!, gradient!, x!.shape, attributes),
      conv2d(x!, gradient!, { stride, padding }),
    ];
  },
  evaluate([x, g], [w], attributes) {
    const [batch, height, width, channels] = x!.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth, , filters] = w!.shape as [number, number, number, number];
    const { outputHeight, outputWidth, top, left } = convolutionGeometry(x!.shape, w!.shape, attributes);
    const { stride } = attributes;
    w!.data.fill(0);
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
                  w!.data[((a * kernelWidth + b) * channels + c) * filters + o]! +=
                    x!.data[((n * height + row) * width + column) * channels + c]! *
                    g!.data[((n * outputHeight + i) * outputWidth + j) * filters + o]!;
            }
  },
  flops: ([, g], [w]) => (2 * sizeOf(g!.shape) * sizeOf(w!.shape)) / w!.shape[3]!,
};

/** Gradient of conv2d with respect to its filter of shape `filterShape` [KH, KW, Cin, Cout], given x and g [N, OH, OW, Cout]. */
export function conv2dFilterGradient(
  x: Value,
  g: Value,
  filterShape: Shape,
  attributes: Conv2dAttributes,
): Value {
  const { stride, padding } = attributes;
  return x.graph.apply(conv2dFilterGradientOperation, [x, g], { stride, padding, filterShape })[0]!;
}
