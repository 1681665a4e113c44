/** The two ends of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Quantile 0.975 of the standard normal distribution: what a two-sided interval of 95 % reaches to. */
const NORMAL_QUANTILE = 1.959963984540054;

/**
 * The 95 % interval of a share, such as an accuracy: Wilson's score interval, which stays inside [0, 1] and
 * is right for few trials and for shares near 0 and 1, where the textbook's p ± 1.96·√(p(1 − p)/n) is not.
 * Source: Wilson, Probable inference, the law of succession, and statistical inference, JASA 1927.
 *
 * @param successes from 0 to `trials`.
 * @param trials without any, nothing is known: the interval is [0, 1].
 */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (!(successes >= 0 && successes <= trials))
    throw new RangeError(`There cannot be ${successes} successes in ${trials} trials.`);
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const spread = NORMAL_QUANTILE ** 2 / trials;
  const center = (share + spread / 2) / (1 + spread);
  const half = Math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread);
  return {
    low: successes === 0 ? 0 : Math.max(0, center - half),
    high: successes === trials ? 1 : Math.min(1, center + half),
  };
}
