import type { BatchPass, BatchSource } from '../../src/data/index.ts';
import { RandomStream } from '../../src/engine/index.ts';

export const CLASSES = 3;

/** Drawings of three classes, each a bright band at another height in noise, as a source of batches. */
export function bands(count: number, seed: number): BatchSource {
  const random = new RandomStream(seed, 'synthetic');
  const bitmaps = new Uint8Array(count * 784);
  for (let row = 0; row < count; row++)
    for (let pixel = 0; pixel < 784; pixel++) {
      const isBand = Math.floor(pixel / 28 / 9.4) === row % CLASSES;
      bitmaps[row * 784 + pixel] = random.below(180) + (isBand ? 75 : 0);
    }
  const pass = (order: Uint32Array, start: number): BatchPass => {
    let place = start;
    return {
      next(target, labels) {
        let written = 0;
        for (; written < labels.length && place < count; written++, place++) {
          const row = order[place]!;
          target.set(bitmaps.subarray(row * 784, (row + 1) * 784), written * 784);
          labels[written] = row % CLASSES;
        }
        return written;
      },
      close: async () => {},
    };
  };
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  return {
    count,
    shuffled(shuffleSeed, epoch, start = 0) {
      const order = rows.slice();
      new RandomStream(shuffleSeed, 'shuffle', epoch).shuffle(order);
      return pass(order, start);
    },
    inOrder: (start = 0) => pass(rows, start),
    contentHashes: async () => BigUint64Array.from(rows, BigInt),
  };
}
