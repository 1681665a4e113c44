// Adam with decoupled weight decay over a range of parameters.
import { loadPart, storePart } from './lanes';

/**
 * m′ = β₁·m + (1 − β₁)·g, v′ = β₂·v + (1 − β₂)·g², w′ = w − rate·(m′·c₁) / (√(v′·c₂) + ε) − decay·w, for `count` floats.
 * scalars: (rate, c₁, c₂, decay). nextW, nextM, nextV may be w, m, v. 1 − β come from the host, computed in float64: 1 − 0.999 in
 * float32 is off by 1e-5.
 */
export function adam(
  w: usize, g: usize, m: usize, v: usize, nextW: usize, nextM: usize, nextV: usize, scalars: usize, count: i32, beta1: f32,
  oneMinusBeta1: f32, beta2: f32, oneMinusBeta2: f32, epsilon: f32,
): void {
  const rate = v128.load32_splat(scalars), c1 = v128.load32_splat(scalars, 4), c2 = v128.load32_splat(scalars, 8);
  const decay = v128.load32_splat(scalars, 12);
  for (let left = count; left > 0; left -= 4) {
    const gradient = loadPart(g, left), weight = loadPart(w, left);
    const first = f32x4.add(
      f32x4.mul(f32x4.splat(beta1), loadPart(m, left)),
      f32x4.mul(f32x4.splat(oneMinusBeta1), gradient),
    );
    const second = f32x4.add(
      f32x4.mul(f32x4.splat(beta2), loadPart(v, left)),
      f32x4.mul(f32x4.splat(oneMinusBeta2), f32x4.mul(gradient, gradient)),
    );
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(second, c2)), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(rate, f32x4.mul(first, c1)), root);
    storePart(nextW, f32x4.sub(f32x4.sub(weight, step), f32x4.mul(decay, weight)), left);
    storePart(nextM, first, left);
    storePart(nextV, second, left);
    w += 16, g += 16, m += 16, v += 16, nextW += 16, nextM += 16, nextV += 16;
  }
}
