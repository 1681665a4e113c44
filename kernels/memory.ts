// Filling and copying of plain float32 and byte ranges.

/** y[0..bytes) = 0. */
export function fillZero(y: usize, bytes: u32): void {
  memory.fill(y, 0, bytes);
}

/** y[0..bytes) = x[0..bytes). */
export function copyBytes(x: usize, y: usize, bytes: u32): void {
  memory.copy(y, x, bytes);
}

/**
 * Copies images [images, height, width, channels] from one layout to another (halo or none, channels padded or not).
 * `x` and `y` point at pixel (0, 0) of the first image; strides are in elements.
 */
export function copyImages(
  x: usize, xImageStride: u32, xRowStride: u32, xPixelStride: u32,
  y: usize, yImageStride: u32, yRowStride: u32, yPixelStride: u32,
  images: u32, height: u32, width: u32, channels: u32,
): void {
  const bytes = <usize>channels << 2;
  for (let n: u32 = 0; n < images; n++) {
    for (let i: u32 = 0; i < height; i++) {
      let source = x + ((<usize>n * xImageStride + <usize>i * xRowStride) << 2);
      let target = y + ((<usize>n * yImageStride + <usize>i * yRowStride) << 2);
      for (let j: u32 = 0; j < width; j++) {
        for (let c: usize = 0; c < bytes; c += 4) store<f32>(target + c, load<f32>(source + c));
        source += <usize>xPixelStride << 2;
        target += <usize>yPixelStride << 2;
      }
    }
  }
}

/** Copies `count` blocks of `bytes` bytes; `xStride`, `yStride`: bytes from block to block. */
export function copyBlocks(x: usize, xStride: u32, y: usize, yStride: u32, bytes: u32, count: u32): void {
  for (let block: u32 = 0; block < count; block++) {
    memory.copy(y, x, bytes);
    x += xStride;
    y += yStride;
  }
}
