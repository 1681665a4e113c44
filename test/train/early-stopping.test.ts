import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betterEpoch, isOutOfPatience, noBestEpoch } from '../../src/train/early-stopping.ts';

/** The epoch after which training stops, and the best one. */
function follow(losses: readonly number[], patience: number) {
  let best = noBestEpoch;
  for (const [index, loss] of losses.entries()) {
    best = betterEpoch(best, index + 1, loss);
    if (isOutOfPatience(best, index + 1, patience)) return { stopped: index + 1, best: best.epoch };
  }
  return { stopped: losses.length, best: best.epoch };
}

describe('early stopping', () => {
  it('stops after `patience` epochs without a better loss', () => {
    expect(follow([3, 2, 2.5, 2.4, 1, 1.1, 1.2, 0.5], 2)).toEqual({ stopped: 4, best: 2 });
    expect(follow([3, 2, 2.5, 2.4, 1, 1.1, 1.2, 0.5], 3)).toEqual({ stopped: 8, best: 8 });
  });

  it('keeps the earlier of equal epochs', () => {
    expect(follow([1, 1, 1, 1], 3)).toEqual({ stopped: 4, best: 1 });
  });

  it('never stops with a patience of 0', () => {
    expect(follow([1, 2, 3, 4, 5, 6], 0)).toEqual({ stopped: 6, best: 1 });
  });

  it('always keeps the lowest loss seen', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1 }),
        fc.nat(5),
        (losses, patience) => {
          const { stopped, best } = follow(losses, patience);
          expect(losses[best - 1]).toBe(Math.min(...losses.slice(0, stopped)));
          if (patience > 0) expect(stopped - best).toBeLessThanOrEqual(patience);
        },
      ),
    );
  });
});
