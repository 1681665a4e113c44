// Stochastic gradient descent with momentum over a range of parameters.
import { loadPart, storePart } from './lanes';

/**
 * u′ = momentum·u + g, w′ = w − rate·(nesterov ? g + momentum·u′ : u′) − decay·w, for `count` floats. scalars: (rate, –, –, decay).
 * nextW and nextU may be w and u.
 */
export function sgd(
  w: usize, g: usize, u: usize, nextW: usize, nextU: usize, scalars: usize, count: i32, momentum: f32, nesterov: i32,
): void {
  const rate = v128.load32_splat(scalars), decay = v128.load32_splat(scalars, 12), factor = f32x4.splat(momentum);
  for (let left = count; left > 0; left -= 4) {
    const gradient = loadPart(g, left), weight = loadPart(w, left);
    const velocity = f32x4.add(f32x4.mul(factor, loadPart(u, left)), gradient);
    const direction = nesterov ? f32x4.add(gradient, f32x4.mul(factor, velocity)) : velocity;
    storePart(nextU, velocity, left);
    storePart(nextW, f32x4.sub(f32x4.sub(weight, f32x4.mul(rate, direction)), f32x4.mul(decay, weight)), left);
    w += 16, g += 16, u += 16, nextW += 16, nextU += 16;
  }
}
