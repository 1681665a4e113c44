import { convolve, filterGradient, inputGradient } from './direct-convolution.ts';

/** A 3×3 same convolution, batch norm, ReLU and 2×2 max-pool on [images, side, side, cin], in float64 loops. */
export interface NormalizedBlock {
  readonly images: number;
  readonly side: number;
  readonly cin: number;
  readonly cout: number;
  readonly epsilon: number;
  readonly x: Float32Array;
  readonly w: Float32Array;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  /** Gradient of the pooled output. */
  readonly gy: Float32Array;
}

export interface BlockResults {
  readonly y: ArrayLike<number>;
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  readonly dx: ArrayLike<number> | undefined;
  readonly dw: ArrayLike<number>;
  readonly dgamma: ArrayLike<number>;
  readonly dbeta: ArrayLike<number>;
}

export function evaluateBlock(block: NormalizedBlock): BlockResults {
  const { images, side, cin, cout, epsilon, gamma, beta, gy } = block;
  const sizes = { images, side, taps: 3, cin, cout };
  const z = convolve(block.x, block.w, sizes);
  const { mean, variance } = moments(z, cout);
  const inverse = variance.map(value => 1 / Math.sqrt(value + epsilon));
  const normalized = z.map((value, at) => (value - mean[at % cout]!) * inverse[at % cout]!);
  const { y, winners } = pool(
    normalized.map((value, at) => gamma[at % cout]! * value + beta[at % cout]!),
    block,
  );
  const gn = new Float64Array(z.length);
  const dgamma = new Float64Array(cout);
  const dbeta = new Float64Array(cout);
  winners.forEach((winner, at) => {
    if (winner < 0) return;
    gn[winner] = gy[at]!;
    dbeta[at % cout]! += gy[at]!;
    dgamma[at % cout]! += gy[at]! * normalized[winner]!;
  });
  const count = z.length / cout;
  const dz = gn.map((g, at) => {
    const c = at % cout;
    return gamma[c]! * inverse[c]! * (g - dbeta[c]! / count - (normalized[at]! * dgamma[c]!) / count);
  });
  const dx = inputGradient(dz, block.w, sizes);
  return { y, mean, variance, dx, dw: filterGradient(block.x, dz, sizes), dgamma, dbeta };
}

function moments(z: Float64Array, channels: number) {
  const count = z.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  z.forEach((value, at) => {
    mean[at % channels]! += value / count;
  });
  z.forEach((value, at) => {
    variance[at % channels]! += (value - mean[at % channels]!) ** 2 / count;
  });
  return { mean, variance };
}

/** ReLU and pool: values, and the index of the winner or −1. */
function pool(z: Float64Array, { images, side, cout }: NormalizedBlock) {
  const half = side >> 1;
  const y = new Float64Array(images * half * half * cout);
  const winners = new Int32Array(y.length).fill(-1);
  y.forEach((_, at) => {
    const c = at % cout;
    const window = (at - c) / cout;
    const j = window % half;
    const i = Math.floor(window / half) % half;
    const n = Math.floor(window / half ** 2);
    for (let code = 0; code < 4; code++) {
      const from = ((n * side + 2 * i + (code >> 1)) * side + 2 * j + (code & 1)) * cout + c;
      if (z[from]! <= y[at]!) continue;
      y[at] = z[from]!;
      winners[at] = from;
    }
  });
  return { y, winners };
}
