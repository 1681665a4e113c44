// Random numbers that are a function of what they are for, not of how many were drawn before: Philox 4×32-10
// (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3. SC 2011).
// The key is the seed and the purpose, the counter says which number of which epoch, layer or drawing it is.

import { naturalLog } from './natural-log.ts';

/**
 * What random numbers are drawn for. Each purpose has streams of its own, so that one more draw here changes
 * nothing there. The numbers are part of every result: never change one, only add.
 */
const purposes = {
  initialization: 1,
  shuffle: 2,
  augmentation: 3,
  dropout: 4,
  latent: 5,
  labelNoise: 6,
  bootstrap: 7,
  folds: 8,
  trees: 9,
  sampling: 10,
  synthetic: 11,
  categories: 12,
} as const;

export type RandomPurpose = keyof typeof purposes;

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;
const TWO_32 = 2 ** 32;

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return (
    (aHigh * bHigh +
      (middle - (middle % 0x10000)) / 0x10000 +
      ((middle & 0xffff) + aLow * bHigh) / 0x10000) >>>
    0
  );
}

/** Philox 4×32-10: writes the four unsigned 32-bit numbers of counter (c0…c3) under key (k0, k1) to `out`. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0 >>> 0);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    const high1 = multiplyHigh(MULTIPLIER_1, c2 >>> 0);
    const low1 = Math.imul(MULTIPLIER_1, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/**
 * The two words of the key of a stream, for kernels that draw from it themselves: 32 bits of the seed in one; its other
 * 21 bits and the purpose's 11 in the other.
 */
export function streamKey(seed: number, purpose: RandomPurpose): [number, number] {
  return [seed >>> 0, ((purposes[purpose] << 21) | Math.floor(seed / TWO_32)) >>> 0];
}

/**
 * A stream of random numbers, fully told by its arguments.
 *
 * Only +, −, ×, ÷ and √ are used, which IEEE 754 defines to the bit, so every engine draws the same numbers.
 */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #coordinate0: number;
  readonly #coordinate1: number;
  readonly #coordinate2: number;
  readonly #block = new Uint32Array(4);
  #blocks = 0;
  #left = 0;
  #spareNormal: number | undefined;

  /**
   * @param seed an integer from 0 to 2^53 − 1.
   * @param coordinates up to three integers from 0 to 2^32 − 1, such as epoch and index of a drawing.
   */
  constructor(seed: number, purpose: RandomPurpose, ...coordinates: number[]) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`A seed is an integer from 0 to 2^53 - 1, not ${seed}.`);
    }
    if (coordinates.length > 3 || coordinates.some(value => value >>> 0 !== value)) {
      throw new RangeError(
        `Coordinates are up to three unsigned 32-bit integers, not (${coordinates.join(', ')}).`,
      );
    }
    [this.#key0, this.#key1] = streamKey(seed, purpose);
    this.#coordinate0 = coordinates[0] ?? 0;
    this.#coordinate1 = coordinates[1] ?? 0;
    this.#coordinate2 = coordinates[2] ?? 0;
  }

  /** An integer from 0 to 2^32 − 1. A stream gives at most 2^34 of them. */
  uint32(): number {
    if (this.#left === 0) {
      philox4x32(
        this.#blocks++,
        this.#coordinate0,
        this.#coordinate1,
        this.#coordinate2,
        this.#key0,
        this.#key1,
        this.#block,
      );
      this.#left = 4;
    }
    return this.#block[4 - this.#left--]!;
  }

  /** A number in [0, 1), a multiple of 2^−53. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 2 ** 26 + low) * 2 ** -53;
  }

  /**
   * An integer from 0 to n − 1, each exactly as likely as the others.
   * Source: Lemire, Fast Random Integer Generation in an Interval, 2019.
   * @param n an integer from 1 to 2^32 − 1.
   */
  below(n: number): number {
    let draw = this.uint32();
    let low = Math.imul(draw, n) >>> 0;
    if (low < n) {
      const unfair = (TWO_32 - n) % n;
      while (low < unfair) {
        draw = this.uint32();
        low = Math.imul(draw, n) >>> 0;
      }
    }
    return multiplyHigh(draw, n);
  }

  /** A number of the standard normal distribution. Source: Marsaglia and Bray's polar method, 1964. */
  normal(): number {
    const spare = this.#spareNormal;
    if (spare !== undefined) {
      this.#spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * naturalLog(square)) / square);
      this.#spareNormal = y * factor;
      return x * factor;
    }
  }

  /** Permutes the first `count` values in place, every order equally likely (Fisher and Yates). */
  shuffle(values: Uint32Array, count = values.length): void {
    for (let last = count - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const value = values[last]!;
      values[last] = values[other]!;
      values[other] = value;
    }
  }
}
