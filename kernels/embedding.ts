// Rows of a table by index, and the way back.
import { loadPart, storePart } from './lanes';

/** y[n] = table[indices[n]], rows of `width` floats. */
export function embedding(table: usize, indices: usize, y: usize, count: i32, width: i32): void {
  const bytes = <usize>width << 2;
  for (; count > 0; count--, indices += 4, y += bytes) memory.copy(y, table + load<u32>(indices) * bytes, bytes);
}

/**
 * dtable = 0, then dtable[indices[n]] += g[n], for n in order: `count` rows of g, `rows` rows of the table, both `stride` bytes apart, of
 * which `width` floats.
 */
export function embeddingGradient(
  indices: usize, g: usize, dtable: usize, count: i32, rows: i32, stride: usize, width: i32,
): void {
  for (let row = 0; row < rows; row++) memory.fill(dtable + <usize>row * stride, 0, <usize>width << 2);
  for (; count > 0; count--, indices += 4, g += stride) {
    const target = dtable + load<u32>(indices) * stride;
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2, left = width - d;
      storePart(target + at, f32x4.add(loadPart(target + at, left), loadPart(g + at, left)), left);
    }
  }
}
