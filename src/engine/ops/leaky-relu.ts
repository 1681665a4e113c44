import type { Value } from '../graph.ts';
import { add } from './add.ts';
import { unaryOperation } from './elementwise.ts';
import { multiply } from './multiply.ts';
import { positive } from './positive.ts';

/** y = x where x > 0, else slope · x. The derivative at 0 is taken as the slope. */
export const leakyReluOperation = unaryOperation<{ readonly slope: number }>({
  name: 'leakyRelu',
  evaluate: (x, { slope }) => (x > 0 ? x : slope * x),
  gradient(gradient, x, _y, { slope }) {
    const scalar = (value: number) => x.graph.scalar(value);
    return multiply(gradient, add(multiply(positive(x), scalar(1 - slope)), scalar(slope)));
  },
});

/** Leaky rectified linear unit, any shape. Keras's slope is 0.3, the DCGAN paper's 0.2. */
export function leakyRelu(x: Value, slope: number): Value {
  return x.graph.apply(leakyReluOperation, [x], { slope })[0]!;
}
