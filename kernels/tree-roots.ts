// The roots' lists of a block of classes, in one walk over the rows of each bin: gradients of the classes lie side by side, so that a row's
// are fetched from memory once for all of them.
import { CLASS_BLOCK, Grower, Leaf, Rows, Settings, firstBin, leafAt, within } from './tree-memory';
import { append } from './tree-histogram';
import { scanFeature } from './tree-split';

/** Sums of one bin for each class of the block, over its list of rows; written to `sums`. */
// @ts-ignore: decorator
@inline
function sumBin(row: usize, end: usize, gradients: usize, sums: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (; row < end; row += 4) {
    const place = gradients + (<usize>load<u32>(row) << 5);
    a = f64x2.add(a, f64x2.promote_low_f32x4(v128.load64_zero(place)));
    b = f64x2.add(b, f64x2.promote_low_f32x4(v128.load64_zero(place, 8)));
    c = f64x2.add(c, f64x2.promote_low_f32x4(v128.load64_zero(place, 16)));
    d = f64x2.add(d, f64x2.promote_low_f32x4(v128.load64_zero(place, 24)));
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
}

/** Sums of a feature's bins for each class of the block. Rows that were left out have gradient and hessian 0. */
function sumFeature(rows: Rows, grower: Grower, feature: u32): void {
  const binStart = within(rows, rows.binStart);
  const binRows = within(rows, rows.binRows);
  const gradients = within(grower, grower.classGradients);
  let sums = within(grower, grower.classSums);
  const end = firstBin(rows, feature + 1);
  for (let bin = firstBin(rows, feature); bin < end; bin++) {
    const first = load<u32>(binStart + (<usize>bin << 2));
    const last = load<u32>(binStart + (<usize>bin << 2), 4);
    sumBin(binRows + (<usize>first << 2), binRows + (<usize>last << 2), gradients, sums);
    sums += CLASS_BLOCK << 4;
  }
}

/** Puts a feature's sums of class `slot` on its root's list, which ends at `top`, and looks for the best split. Returns the list's new top. */
function listFeature(rows: Rows, grower: Grower, settings: Settings, root: Leaf, slot: u32, feature: u32, top: u32): u32 {
  const bins = within(grower, grower.listBins);
  const sums = within(grower, grower.listSums);
  const end = firstBin(rows, feature + 1);
  const from = top;
  let place = within(grower, grower.classSums) + (<usize>slot << 4);
  let sum = f64x2.splat(0);
  for (let bin = firstBin(rows, feature); bin < end; bin++) {
    const before = sum;
    sum = f64x2.add(before, v128.load(place));
    top = append(bins, sums, top, bin, sum, before);
    place += CLASS_BLOCK << 4;
  }
  const found = scanFeature(root, settings, feature, bins + (<usize>from << 2), sums + (<usize>from << 4), top - from);
  return found ? top : from;
}

/**
 * Lists the roots of `count` classes, which are leaves `firstLeaf`…, and finds their best splits. The list of the class in place `slot` begins
 * at slot · (bins + 1), so that those after it may be overwritten once their trees are grown.
 */
function listRoots(rows: Rows, grower: Grower, settings: Settings, firstLeaf: u32, count: u32): void {
  const features = rows.features;
  const alive = within(grower, grower.alive) + <usize>(firstLeaf * features);
  const ends = within(grower, grower.ends) + (<usize>(firstLeaf * features) << 2);
  for (let slot: u32 = 0; slot < count; slot++) {
    const root = leafAt(grower, firstLeaf + slot);
    root.listStart = slot * (rows.bins + 1);
  }
  for (let feature: u32 = 0; feature < features; feature++) {
    let isSummed = false;
    for (let slot: u32 = 0; slot < count; slot++) {
      const root = leafAt(grower, firstLeaf + slot);
      const place = <usize>(slot * features + feature);
      const top = feature == 0 ? root.listStart : load<u32>(ends + (place << 2) - 4);
      let newTop = top;
      if (load<u8>(alive + place)) {
        if (!isSummed) sumFeature(rows, grower, feature);
        isSummed = true;
        newTop = listFeature(rows, grower, settings, root, slot, feature, top);
      }
      store<u8>(alive + place, u8(newTop > top));
      store<u32>(ends + (place << 2), newTop);
    }
  }
}

export { listRoots };
