import { RandomStream } from '../engine/index.ts';
import { type CategoryFiles, fileCount } from './catalogue.ts';
import { DRAWING_BYTES } from './reader.ts';

/**
 * Draws up to `count` different drawings of a category at random, in the order of its files. Only those are read.
 * @param index tells categories apart, so that each has its own numbers.
 * @returns 784 bytes each.
 */
export async function sampleDrawings(
  category: CategoryFiles,
  count: number,
  seed: number,
  index: number,
): Promise<Uint8Array[]> {
  const rows = sampleRows(fileCount(category), count, new RandomStream(seed, 'sampling', index));
  const drawings: Uint8Array[] = [];
  let start = 0;
  for (const file of category.files) {
    const end = start + file.count;
    for (const row of rows.filter(row => row >= start && row < end)) {
      const drawing = new Uint8Array(DRAWING_BYTES);
      await file.read(row - start, row - start + 1, drawing);
      drawings.push(drawing);
    }
    start = end;
  }
  return drawings;
}

/** Different numbers below `total`, every set equally likely, ascending. Source: Bentley and Floyd, 1987. */
function sampleRows(total: number, count: number, random: RandomStream): number[] {
  const rows = new Set<number>();
  for (let last = Math.max(0, total - count); last < total; last++) {
    const row = random.below(last + 1);
    rows.add(rows.has(row) ? last : row);
  }
  return [...rows].sort((a, b) => a - b);
}
