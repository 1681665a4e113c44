// Sums of a leaf's rows in an array of all bins, which is zeros between uses.
import { Grower, Leaf, Rows, within } from './tree-memory';

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

/** Adds a leaf's rows to the dense sums, one group of features after the other. */
function accumulate(rows: Rows, grower: Grower, leaf: Leaf): void {
  const gradients = within(grower, grower.gradients);
  const rowBins = within(rows, rows.rowBins);
  const first = within(grower, grower.order) + (<usize>leaf.start << 2);
  const last = first + (<usize>leaf.count << 2);
  let rowStart = within(rows, rows.rowStart);
  for (let group: u32 = 0; group < rows.groups; group++) {
    const dense = within(grower, grower.dense) + (<usize>load<u32>(within(rows, rows.groupStart) + (<usize>group << 2)) << 4);
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
    rowStart += <usize>(rows.count + 1) << 2;
  }
}

/** Makes the dense sums zero again after `accumulate` of the same leaf: bin by bin for a small leaf, all at once for a large one. */
function clearDense(rows: Rows, grower: Grower, leaf: Leaf): void {
  const rowBins = within(rows, rows.rowBins);
  const first = within(grower, grower.order) + (<usize>leaf.start << 2);
  const last = first + (<usize>leaf.count << 2);
  const entries = load<u32>(within(rows, rows.rowStart) + (<usize>(rows.count * rows.groups + rows.groups - 1) << 2));
  if (<u64>entries * leaf.count > <u64>rows.bins * rows.count) {
    memory.fill(within(grower, grower.dense), 0, <usize>rows.bins << 4);
    return;
  }
  let rowStart = within(rows, rows.rowStart);
  for (let group: u32 = 0; group < rows.groups; group++) {
    const dense = within(grower, grower.dense) + (<usize>load<u32>(within(rows, rows.groupStart) + (<usize>group << 2)) << 4);
    for (let place = first; place < last; place += 4) {
      const row = <usize>load<u32>(place);
      let entry = rowBins + (<usize>load<u32>(rowStart + (row << 2)) << 1);
      const end = rowBins + (<usize>load<u32>(rowStart + (row << 2), 4) << 1);
      for (; entry < end; entry += 2) v128.store(dense + (<usize>load<u16>(entry) << 4), f64x2.splat(0));
    }
    rowStart += <usize>(rows.count + 1) << 2;
  }
}

export { accumulate, clearDense };
