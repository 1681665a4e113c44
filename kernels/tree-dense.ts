// Sums of a leaf's rows in an array of all bins of a group of features, few enough for a cache. It is zeros between uses.
import { Grower, Leaf, Rows, firstBin, firstFeature, rowStartOf, within } from './tree-memory';

/** Rows whose entries are fetched from memory at the same time. */
const BATCH: usize = 16;
/** Keeps the loads that fetch from being optimized away. */
let fetched: u32 = 0;

/** Reads the first and last entry of the rows at `place`…`end`, so that waits for memory overlap: rows of a leaf are far from each other. */
// @ts-ignore: decorator
@inline
function fetchRows(place: usize, end: usize, rowStart: usize, rowBins: usize): void {
  let sum: u32 = 0;
  for (; place < end; place += 4) {
    const start = rowStart + (<usize>load<u32>(place) << 2);
    sum += load<u16>(rowBins + (<usize>load<u32>(start) << 1)) + load<u16>(rowBins + (<usize>load<u32>(start, 4) << 1));
  }
  fetched += sum;
}

/** Address that bin 0 would have in the dense sums while they are those of `group`. */
// @ts-ignore: decorator
@inline
function denseFor(rows: Rows, grower: Grower, group: u32): usize {
  return within(grower, grower.dense) - (<usize>firstBin(rows, firstFeature(rows, group)) << 4);
}

/** Adds a leaf's rows to the dense sums of a group of features. */
function accumulate(rows: Rows, grower: Grower, leaf: Leaf, group: u32): void {
  const gradients = within(grower, grower.gradients);
  const rowBins = within(rows, rows.rowBins);
  const dense = within(grower, grower.dense);
  const rowStart = rowStartOf(rows, group);
  const first = within(grower, grower.order) + (<usize>leaf.start << 2);
  const last = first + (<usize>leaf.count << 2);
  for (let batch = first; batch < last; batch += 4 * BATCH) {
    const batchEnd = min(batch + 4 * BATCH, last);
    fetchRows(batch, batchEnd, rowStart, rowBins);
    for (let place = batch; place < batchEnd; place += 4) {
      const row = <usize>load<u32>(place);
      const pair = v128.load(gradients + (row << 4));
      let entry = rowBins + (<usize>load<u32>(rowStart + (row << 2)) << 1);
      const end = rowBins + (<usize>load<u32>(rowStart + (row << 2), 4) << 1);
      for (; entry < end; entry += 2) {
        const sum = dense + (<usize>load<u16>(entry) << 4);
        v128.store(sum, f64x2.add(v128.load(sum), pair));
      }
    }
  }
}

/** Makes the dense sums zero again after `accumulate` of the same leaf and group: bin by bin for a small leaf, all at once for a large one. */
function clearDense(rows: Rows, grower: Grower, leaf: Leaf, group: u32): void {
  const rowBins = within(rows, rows.rowBins);
  const dense = within(grower, grower.dense);
  const rowStart = rowStartOf(rows, group);
  const entries = load<u32>(rowStart + (<usize>rows.count << 2)) - load<u32>(rowStart);
  const bins = firstBin(rows, firstFeature(rows, group + 1)) - firstBin(rows, firstFeature(rows, group));
  if (<u64>entries * leaf.count > <u64>bins * rows.count) {
    memory.fill(dense, 0, <usize>bins << 4);
    return;
  }
  const first = within(grower, grower.order) + (<usize>leaf.start << 2);
  const last = first + (<usize>leaf.count << 2);
  for (let place = first; place < last; place += 4) {
    const row = <usize>load<u32>(place);
    let entry = rowBins + (<usize>load<u32>(rowStart + (row << 2)) << 1);
    const end = rowBins + (<usize>load<u32>(rowStart + (row << 2), 4) << 1);
    for (; entry < end; entry += 2) v128.store(dense + (<usize>load<u16>(entry) << 4), f64x2.splat(0));
  }
}

export { accumulate, clearDense, denseFor };
