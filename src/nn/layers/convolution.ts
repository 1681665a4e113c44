import { add, conv2d, type Value } from '../../engine/index.ts';
import { type Initializer, zeros } from '../initializers.ts';
import type { ParameterScope } from '../parameter-scope.ts';

interface ConvolutionOptions {
  readonly filters: number;
  /** Side of the kernel in pixels. */
  readonly kernelSize: number;
  readonly initializer: Initializer;
  /** False where batch norm follows, which takes any bias away again. */
  readonly bias: boolean;
}

/** "Same" convolution of stride 1 with a penalized kernel: x [N, H, W, C] → [N, H, W, filters]. */
export function convolution(scope: ParameterScope, x: Value, options: ConvolutionOptions): Value {
  const { filters, kernelSize, initializer, bias } = options;
  const shape = [kernelSize, kernelSize, x.shape[3]!, filters];
  const kernel = scope.parameter('kernel', shape, { initializer, penalized: true });
  const y = conv2d(x, kernel, { stride: 1, padding: 'same' });
  return bias ? add(y, scope.parameter('bias', [filters], { initializer: zeros })) : y;
}
