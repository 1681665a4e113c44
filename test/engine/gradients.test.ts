import { describe, expect, it } from 'vitest';
import {
  add,
  conv2d,
  Graph,
  gradients,
  leakyRelu,
  log,
  matmul,
  mean,
  multiply,
  reshape,
  sqrt,
  square,
  subtract,
  sum,
  type Value,
} from '../../src/engine/index.ts';
import { checkGradients, evaluate, expectClose, normal, tensor } from './operation-check.ts';

describe('gradients', () => {
  it('add up over all uses of a value, and are zero where there is none', async () => {
    const [dx, dy, dz] = await evaluate(
      (x, y, z) => gradients(sum(add(multiply(x!, x!), multiply(x!, y!))), [x!, y!, z!]),
      [tensor([2], [3, 4]), tensor([2], [5, 6]), tensor([1], [7])],
    );
    expectClose(dx!.data, [11, 14]);
    expectClose(dy!.data, [3, 4]);
    expectClose(dz!.data, [0]);
  });

  it('can be taken by values in the middle of the graph and by the target itself', async () => {
    const [middle, end] = await evaluate(
      x => {
        const y = square(x);
        const target = sum(multiply(y, y));
        return gradients(target, [y, target]);
      },
      [tensor([2], [1, 2])],
    );
    expectClose(middle!.data, [2, 8]);
    expectClose(end!.data, [1]);
  });

  it('are refused for a target that is no scalar', () => {
    const x = new Graph().input('x', [2]);
    expect(() => gradients(x, [x])).toThrow(/the target must be a scalar, not \[2\]/);
  });

  it('of a gradient penalty agree with differences (WGAN-GP)', async () => {
    const critic = (x: Value, w: Value, v: Value) => {
      const hidden = leakyRelu(conv2d(x, w, { stride: 2, padding: 'same' }), 0.2);
      return matmul(reshape(hidden, [hidden.shape[0]!, v.shape[0]!]), v);
    };
    const penalty = (x: Value, w: Value, v: Value) => {
      const [slope] = gradients(sum(critic(x, w, v)), [x]);
      const length = sqrt(sum(square(slope!), [1, 2, 3]));
      return mean(square(subtract(length, x.graph.scalar(1))));
    };
    await checkGradients(penalty, [normal([2, 5, 5, 1], 1), normal([5, 5, 1, 2], 2), normal([18, 1], 3)], {
      order: 1,
      seed: 5,
    });
  });

  it('to the fourth order', async () => {
    const derivatives = await evaluate(
      x => {
        const all = [log(x)];
        for (let order = 0; order < 4; order++) all.push(gradients(all.at(-1)!, [x])[0]!);
        return all;
      },
      [tensor([], [2])],
    );
    expectClose(
      derivatives.map(({ data }) => data[0]!),
      [Math.LN2, 1 / 2, -1 / 4, 2 / 8, -6 / 16],
    );
  });
});
