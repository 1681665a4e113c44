import type { LabeledDrawings } from '../../src/nn/index.ts';

/** Numerical Recipes' linear congruential generator. */
class Congruential {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  below(n: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * n);
  }
}

/**
 * Walks of ink that begin at a place of their class: easy to make in any language, as test/golden/lightgbm-trees.py does too.
 * Labels go round: 0, 1, …, classes − 1, 0, …
 */
export function makeDrawings(count: number, classes: number, seed: number): LabeledDrawings {
  const random = new Congruential(seed);
  const bitmaps = new Uint8Array(784 * count);
  const labels = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const label = row % classes;
    labels[row] = label;
    for (let walk = 0; walk < 3; walk++) {
      let x = (7 + 5 * label + 3 * walk + random.below(6)) % 28;
      let y = (5 + 9 * label + 7 * walk + random.below(6)) % 28;
      for (let step = 0; step < 30; step++) {
        const ink = random.below(3);
        bitmaps[784 * row + 28 * y + x] = ink === 0 ? 1 + random.below(255) : 255;
        x = (x + 27 + random.below(3)) % 28;
        y = (y + 27 + random.below(3)) % 28;
      }
    }
  }
  return { bitmaps, labels };
}
