import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf } from '../shape.ts';
import { requireOptimizerInputs } from './optimizer-scalars.ts';

type SgdAttributes = { readonly momentum: number; readonly nesterov: boolean };

/**
 * u′ = momentum · u + g,  w′ = w − learningRate · (nesterov ? g + momentum · u′ : u′) − decay · w
 * w, g, u (velocity) of one shape; scalars [5] as adam's, of which it uses the learning rate [0] and the decay [3] → w′, u′.
 * Source: Sutskever et al., On the importance of initialization and momentum, 2013, in PyTorch's form.
 */
export const sgdOperation: Operation<SgdAttributes> = {
  name: 'sgd',
  infer(inputs, _attributes, fail) {
    requireOptimizerInputs(inputs, fail);
    const { shape } = inputs[0]!;
    return [shape, shape].map(shape => ({ shape, dtype: 'f32' }));
  },
  isRowwise: () => false,
  evaluate([w, g, velocity, scalars], [nextW, nextVelocity], { momentum, nesterov }) {
    const learningRate = scalars!.data[0]!;
    const decay = scalars!.data[3]!;
    for (let i = 0; i < w!.data.length; i++) {
      const u = momentum * velocity!.data[i]! + g!.data[i]!;
      const direction = nesterov ? g!.data[i]! + momentum * u : u;
      nextVelocity!.data[i] = u;
      nextW!.data[i] = w!.data[i]! - learningRate * direction - decay * w!.data[i]!;
    }
  },
  flops: ([w]) => 6 * sizeOf(w!.shape),
};

/** One step of stochastic gradient descent with momentum: new weight and velocity. Not differentiable. */
export function sgd(
  w: Value,
  g: Value,
  velocity: Value,
  scalars: Value,
  { momentum, nesterov = false }: { momentum: number; nesterov?: boolean },
): { w: Value; velocity: Value } {
  const next = w.graph.apply(sgdOperation, [w, g, velocity, scalars], { momentum, nesterov });
  return { w: next[0]!, velocity: next[1]! };
}
