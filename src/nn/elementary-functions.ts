// Functions whose bits must not depend on the host: Math.cos, Math.sin and Math.pow may differ from one
// JavaScript engine to the next. These use only +, −, ×, ÷, which IEEE 754 defines to the bit.

/**
 * Terms of a Taylor series that are enough for |x| ≤ π: π³⁰/30! is below half a unit in the last place of 1.
 */
const TERMS = 15;

/** cos x for |x| ≤ π, to about 1e-15. */
export function cosine(x: number): number {
  return taylor(x, 0);
}

/** sin x for |x| ≤ π, to about 1e-15. */
export function sine(x: number): number {
  return x * taylor(x, 1);
}

/** Σ (−x²)ⁱ / (2i + odd)! × odd!, by Horner's rule from the last term. */
function taylor(x: number, odd: 0 | 1): number {
  let sum = 1;
  for (let term = TERMS; term > 0; term--) {
    const degree = 2 * term + odd;
    sum = 1 - (x * x * sum) / (degree * (degree - 1));
  }
  return sum;
}

/** base to the power of a whole number ≥ 0, by squaring. */
export function integerPower(base: number, exponent: number): number {
  let result = 1;
  let factor = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= factor;
    factor *= factor;
  }
  return result;
}
