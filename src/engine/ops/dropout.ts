import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { philox4x32 } from '../random.ts';
import { sameShape, sizeOf } from '../shape.ts';
import { requireTypes } from './input-types.ts';

type DropoutAttributes = {
  /** Share of the elements that become 0, in [0, 1). */
  readonly rate: number;
  /** Which dropout of the network this is, from 0: each draws a mask of its own. */
  readonly layer: number;
};

/**
 * y[i] = x[i] / (1 − rate) where element i is kept, else 0: inverted dropout, any shape.
 * Source: Srivastava et al., Dropout, 2014.
 *
 * The mask is a function of (random, layer, i), i the flat index in the whole tensor, whatever shard it is computed in.
 * random (i32 [4], written by the host each step) is key 0, key 1, step low, step high. Element i takes word i mod 4 of
 * Philox 4×32-10 with counter (⌊i / 4⌋, layer, random[2], random[3]) and key (random[0], random[1]): the i-th number of a
 * RandomStream with the coordinates layer, step low, step high. It is kept when that word, unsigned, is at least ⌊rate · 2³²⌋.
 * Since the mask does not depend on x, the gradient is the same operation on the gradient.
 */
export const dropoutOperation: Operation<DropoutAttributes> = {
  name: 'dropout',
  infer(inputs, { rate }, fail) {
    requireTypes(inputs, ['f32', 'i32'], fail);
    if (!sameShape(inputs[1]!.shape, [4]))
      return fail('random must be i32[4]: two words of key, two of step');
    if (!(rate >= 0 && rate < 1)) return fail(`a rate of ${rate} is not in [0, 1)`);
    return [{ shape: inputs[0]!.shape, dtype: 'f32' }];
  },
  isRowwise: ([, randomBatched]) => !randomBatched,
  gradient({ inputs: [, random], attributes }, [gradient]) {
    return [dropout(gradient!, random!, attributes), undefined];
  },
  evaluate([x, random], [y], { rate, layer }) {
    const [key0, key1, stepLow, stepHigh] = random!.data as unknown as [number, number, number, number];
    const threshold = Math.floor(rate * 2 ** 32);
    const words = new Uint32Array(4);
    for (let i = 0; i < x!.data.length; i++) {
      if (i % 4 === 0) philox4x32(i / 4, layer, stepLow, stepHigh, key0, key1, words);
      y!.data[i] = words[i % 4]! >= threshold ? x!.data[i]! / (1 - rate) : 0;
    }
  },
  flops: ([x]) => sizeOf(x!.shape),
};

/** x with a share `rate` of its elements dropped and the others scaled by 1 / (1 − rate). `random`: i32 [4], key and step. */
export function dropout(x: Value, random: Value, { rate, layer }: DropoutAttributes): Value {
  return x.graph.apply(dropoutOperation, [x, random], { rate, layer })[0]!;
}
