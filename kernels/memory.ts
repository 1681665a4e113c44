// Filling and copying of plain float32 and byte ranges.

/** y[0..bytes) = 0. */
export function fillZero(y: usize, bytes: u32): void {
  memory.fill(y, 0, bytes);
}

/** y[0..bytes) = x[0..bytes). */
export function copyBytes(x: usize, y: usize, bytes: u32): void {
  memory.copy(y, x, bytes);
}
