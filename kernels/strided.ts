// Copying in another order: transposing, repeating, cutting out, flipping.

/** y[0..count) = x, with steps in bytes. */
function copyRow(x: usize, y: usize, count: u32, xStep: usize, yStep: usize): void {
  if (xStep == 4 && yStep == 4) {
    memory.copy(y, x, <usize>count << 2);
    return;
  }
  let left = count;
  if (xStep == 0 && yStep == 4) {
    const value = v128.load32_splat(x);
    for (; left >= 4; left -= 4, y += 16) v128.store(y, value);
  }
  for (; left > 0; left--, x += xStep, y += yStep) store<u32>(y, load<u32>(x));
}

/**
 * y[i] = x[i] over five axes of elements of 4 bytes, with byte strides of both: 0 where x repeats, negative where it is read
 * backwards.
 */
export function copyStrided(
  x: usize, y: usize,
  size0: u32, size1: u32, size2: u32, size3: u32, size4: u32,
  xStride0: usize, xStride1: usize, xStride2: usize, xStride3: usize, xStride4: usize,
  yStride0: usize, yStride1: usize, yStride2: usize, yStride3: usize, yStride4: usize,
): void {
  for (let i0: u32 = 0, x0 = x, y0 = y; i0 < size0; i0++, x0 += xStride0, y0 += yStride0)
    for (let i1: u32 = 0, x1 = x0, y1 = y0; i1 < size1; i1++, x1 += xStride1, y1 += yStride1)
      for (let i2: u32 = 0, x2 = x1, y2 = y1; i2 < size2; i2++, x2 += xStride2, y2 += yStride2)
        for (let i3: u32 = 0, x3 = x2, y3 = y2; i3 < size3; i3++, x3 += xStride3, y3 += yStride3)
          copyRow(x3, y3, size4, xStride4, yStride4);
}

/** y[0..count) = value. */
export function fillFloats(y: usize, count: u32, value: f32): void {
  const vector = f32x4.splat(value);
  let left = count;
  for (; left >= 4; left -= 4, y += 16) v128.store(y, vector);
  for (; left > 0; left--, y += 4) store<f32>(y, value);
}
