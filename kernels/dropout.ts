// Dropout with a mask drawn by counter: Philox 4×32-10 (Salmon et al. 2011), four elements a counter, so that a mask does not depend on
// who computes which part of it.
import { loadPart, storePart } from './lanes';

const MULTIPLIER_0: u64 = 0xd2511f53;
const MULTIPLIER_1: u64 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

/**
 * y[i] = x[i]·scale where element i is kept, else 0, for `count` elements from number `first` (a multiple of 4) on.
 * random: u32 [4] = key 0, key 1, step low, step high; `layer` tells masks of one step apart. An element is kept when its word is at
 * least `threshold`.
 */
export function dropout(
  x: usize, y: usize, first: u32, count: i32, random: usize, layer: u32, threshold: u32, scale: f32,
): void {
  const key0 = load<u32>(random), key1 = load<u32>(random, 4);
  const low = load<u32>(random, 8), high = load<u32>(random, 12);
  const limit = i32x4.splat(<i32>threshold);
  const factor = f32x4.splat(scale);
  for (let left = count, counter = first >> 2; left > 0; left -= 4, counter++) {
    const kept = v128.not(lessUnsigned(philox(counter, layer, low, high, key0, key1), limit));
    storePart(y, v128.and(kept, f32x4.mul(loadPart(x, left), factor)), left);
    x += 16;
    y += 16;
  }
}

/** a < b as unsigned numbers: signed comparison with the highest bits turned over. */
// @ts-ignore: decorator
@inline
function lessUnsigned(a: v128, b: v128): v128 {
  const highest = i32x4.splat(0x80000000);
  return i32x4.lt_s(v128.xor(a, highest), v128.xor(b, highest));
}

// @ts-ignore: decorator
@inline
function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): v128 {
  for (let round = 0; round < ROUNDS; round++) {
    const product0 = MULTIPLIER_0 * <u64>c0;
    const product1 = MULTIPLIER_1 * <u64>c2;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c1 = <u32>product1;
    c3 = <u32>product0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  let words = i32x4.splat(<i32>c0);
  words = i32x4.replace_lane(words, 1, <i32>c1);
  words = i32x4.replace_lane(words, 2, <i32>c2);
  return i32x4.replace_lane(words, 3, <i32>c3);
}
