/**
 * Quantile of Student's t distribution with whole degrees of freedom: the t with P(T ≤ t) = `probability`.
 * Runs are counted, so degrees of freedom are whole numbers here, and for those the distribution function has
 * a finite series, which needs no gamma function. The quantile is found by halving.
 * Source: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
 *
 * @param probability above 0 and below 1.
 * @param degrees degrees of freedom, a whole number from 1.
 */
export function studentQuantile(probability: number, degrees: number): number {
  const key = `${probability} ${degrees}`;
  let quantile = found.get(key);
  if (quantile === undefined) {
    quantile = findQuantile(probability, degrees);
    found.set(key, quantile);
  }
  return quantile;
}

/** A study asks for few quantiles, but for each of them ten thousand times. */
const found = new Map<string, number>();

function findQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`A probability lies between 0 and 1, not at ${probability}.`);
  if (!(Number.isInteger(degrees) && degrees >= 1))
    throw new RangeError(`Degrees of freedom are a whole number from 1, not ${degrees}.`);
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  const inside = 2 * probability - 1;
  let high = 1;
  while (probabilityWithin(high, degrees) < inside) high *= 2;
  let low = 0;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (probabilityWithin(middle, degrees) < inside) low = middle;
    else high = middle;
  }
}

/** P(|T| ≤ t): with θ = atan(t / √ν), a polynomial in cos θ, times sin θ. */
function probabilityWithin(t: number, degrees: number): number {
  const length = Math.hypot(t, Math.sqrt(degrees));
  const sine = t / length;
  const cosine = Math.sqrt(degrees) / length;
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (Math.atan2(t, Math.sqrt(degrees)) + sine * sum) : sine * sum;
}
