import { permute } from './permute.ts';
import type { IntegerTensor, Tensor } from './safetensors.ts';

/** PyTorch's word for the role of a parameter, and the order of its axes there: kernels have outputs first. */
const ROLES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  mean: 'running_mean',
  variance: 'running_var',
};

/** [KH, KW, Cin, Cout] → [Cout, Cin, KH, KW]; [in, out] → [out, in]; vectors as they are. */
const ORDERS: Readonly<Record<number, readonly number[]>> = { 4: [3, 2, 0, 1], 2: [1, 0], 1: [0] };

/**
 * Weights as the state dictionary of a PyTorch module whose layers have the same names: `conv1/kernel` is `conv1.weight`, with PyTorch's order
 * of axes. Layers that follow a flattened image take its pixels in the same order only where it has one channel or one pixel, as in the
 * models here.
 * @param steps training steps, which batch norms count.
 */
export function torchState(
  weights: ReadonlyMap<string, Tensor>,
  steps: number,
): Map<string, Tensor | IntegerTensor> {
  const state = new Map<string, Tensor | IntegerTensor>();
  // Before the floats: eight bytes each begin at a multiple of eight only there.
  for (const name of weights.keys())
    if (name.endsWith('/mean'))
      state.set(name.replace('/mean', '.num_batches_tracked'), {
        shape: [],
        data: BigInt64Array.of(BigInt(steps)),
      });
  for (const [name, tensor] of weights) {
    const [layer, role] = name.split('/') as [string, string];
    const order = ORDERS[tensor.shape.length]!;
    const shape = order.map(axis => tensor.shape[axis]!);
    state.set(`${layer}.${ROLES[role]}`, { shape, data: permute(tensor, order) });
  }
  return state;
}
