// Windows of size × size pixels, `step` pixels apart, over dense images [images, height, width, channels]: largest pixel, sums, and the
// ways back. Pooled images are [images, outputHeight, outputWidth, channels].
import { loadPart, storePart } from './lanes';

/** Bytes from the start of x to the first pixel of the window of output pixel (n, i, j). */
// @ts-ignore: decorator
@inline
function windowOffset(n: i32, i: i32, j: i32, height: i32, width: i32, channels: i32, step: i32): usize {
  return 4 * ((<usize>(n * height + i * step) * width + j * step) * channels);
}

/** Whether a pixel beats the best so far: strictly larger, so that the first of equals wins. */
// @ts-ignore: decorator
@inline
function beats(pixel: v128, best: v128): v128 {
  return f32x4.gt(pixel, best);
}

/** y = largest pixel of each window. */
export function maxPool(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, size: i32, step: i32,
): void {
  const pixel = 4 * <usize>channels, row = pixel * width;
  for (let n = 0; n < images; n++)
    for (let i = 0; i < outputHeight; i++)
      for (let j = 0; j < outputWidth; j++) {
        const window = x + windowOffset(n, i, j, height, width, channels, step);
        for (let c = 0; c < channels; c += 4) {
          const left = channels - c;
          let best = loadPart(window + 4 * c, left);
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++) {
              const value = loadPart(window + <usize>a * row + <usize>b * pixel + 4 * c, left);
              best = v128.bitselect(value, best, beats(value, best));
            }
          storePart(y + 4 * c, best, left);
        }
        y += pixel;
      }
}

/** y = pixel of v where x wins each window. */
export function maxPoolGather(
  x: usize, v: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, size: i32,
  step: i32,
): void {
  const pixel = 4 * <usize>channels, row = pixel * width;
  for (let n = 0; n < images; n++)
    for (let i = 0; i < outputHeight; i++)
      for (let j = 0; j < outputWidth; j++) {
        const window = windowOffset(n, i, j, height, width, channels, step);
        for (let c = 0; c < channels; c += 4) {
          const left = channels - c, first = window + 4 * c;
          let best = loadPart(x + first, left), chosen = loadPart(v + first, left);
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++) {
              const at = first + <usize>a * row + <usize>b * pixel;
              const value = loadPart(x + at, left), wins = beats(value, best);
              best = v128.bitselect(value, best, wins);
              chosen = v128.bitselect(loadPart(v + at, left), chosen, wins);
            }
          storePart(y + 4 * c, chosen, left);
        }
        y += pixel;
      }
}

/** dx = 0, then dx[winner of each window of x] += g. */
export function maxPoolGradient(
  x: usize, g: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, size: i32,
  step: i32,
): void {
  const pixel = 4 * <usize>channels, row = pixel * width;
  memory.fill(dx, 0, <usize>(images * height) * row);
  for (let n = 0; n < images; n++)
    for (let i = 0; i < outputHeight; i++)
      for (let j = 0; j < outputWidth; j++) {
        const window = windowOffset(n, i, j, height, width, channels, step);
        for (let c = 0; c < channels; c += 4) {
          const left = channels - c, first = window + 4 * c;
          const gradient = loadPart(g + 4 * c, left);
          let best = loadPart(x + first, left), winner = i32x4.splat(0);
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++) {
              const value = loadPart(x + first + <usize>a * row + <usize>b * pixel, left);
              const wins = beats(value, best);
              best = v128.bitselect(value, best, wins);
              winner = v128.bitselect(i32x4.splat(a * size + b), winner, wins);
            }
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++) {
              const target = dx + first + <usize>a * row + <usize>b * pixel;
              const share = v128.and(gradient, i32x4.eq(winner, i32x4.splat(a * size + b)));
              storePart(target, f32x4.add(loadPart(target, left), share), left);
            }
        }
        g += pixel;
      }
}

/** y = scale · sum of each window. */
export function sumWindows(
  x: usize, y: usize, images: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, size: i32, step: i32,
  scale: f32,
): void {
  const pixel = 4 * <usize>channels, row = pixel * width;
  for (let n = 0; n < images; n++)
    for (let i = 0; i < outputHeight; i++)
      for (let j = 0; j < outputWidth; j++) {
        const window = x + windowOffset(n, i, j, height, width, channels, step);
        for (let c = 0; c < channels; c += 4) {
          const left = channels - c;
          let sum = f32x4.splat(0);
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++)
              sum = f32x4.add(sum, loadPart(window + <usize>a * row + <usize>b * pixel + 4 * c, left));
          storePart(y + 4 * c, f32x4.mul(sum, f32x4.splat(scale)), left);
        }
        y += pixel;
      }
}

/** dx = 0, then dx += scale · g over each window. */
export function spreadWindows(
  g: usize, dx: usize, images: i32, height: i32, width: i32, channels: i32, outputHeight: i32, outputWidth: i32, size: i32, step: i32,
  scale: f32,
): void {
  const pixel = 4 * <usize>channels, row = pixel * width;
  memory.fill(dx, 0, <usize>(images * height) * row);
  for (let n = 0; n < images; n++)
    for (let i = 0; i < outputHeight; i++)
      for (let j = 0; j < outputWidth; j++) {
        const window = dx + windowOffset(n, i, j, height, width, channels, step);
        for (let c = 0; c < channels; c += 4) {
          const left = channels - c;
          const share = f32x4.mul(loadPart(g + 4 * c, left), f32x4.splat(scale));
          for (let a = 0; a < size; a++)
            for (let b = 0; b < size; b++) {
              const target = window + <usize>a * row + <usize>b * pixel + 4 * c;
              storePart(target, f32x4.add(loadPart(target, left), share), left);
            }
        }
        g += pixel;
      }
}
