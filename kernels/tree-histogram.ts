// Sums of gradients and hessians by bin (histograms). Gradients are multiples of a power of two small enough that all sums are exact
// (tree-gradients.ts), so the order of additions does not matter, a difference is what a sum would have been, and a bin with
// hessian 0 is empty. A leaf's sums are a list of the bins that have rows, for each the sum with all bins of the feature before it:
// work follows what is drawn, not the number of bins.
import { Grower, Leaf, Rows, Settings, firstBin, firstFeature, leafAt, within } from './tree-memory';
import { accumulate, clearDense, denseFor } from './tree-dense';
import { scanFeature } from './tree-split';

/** Puts a bin on a list if it has rows: if the sum with it has another hessian than the sum before it. Returns the list's new top. */
// @ts-ignore: decorator
@inline
export function append(bins: usize, sums: usize, top: u32, bin: u32, sum: v128, before: v128): u32 {
  store<u32>(bins + (<usize>top << 2), bin);
  v128.store(sums + (<usize>top << 4), sum);
  return top + u32(i64x2.extract_lane(sum, 1) != i64x2.extract_lane(before, 1));
}

/**
 * Takes the sums of `small` out of its parent's list, which becomes the list of `large` in place, and finds both leaves' best splits. With
 * `keepsSmall`, `small` gets a list behind the pool's top. Returns the pool's new top.
 */
function divideList(
  rows: Rows, grower: Grower, settings: Settings, small: Leaf, smallIndex: u32, large: Leaf, largeIndex: u32,
  keepsSmall: bool, top: u32,
): u32 {
  const features = rows.features;
  const bins = within(grower, grower.listBins);
  const sums = within(grower, grower.listSums);
  const smallAlive = within(grower, grower.alive) + <usize>(smallIndex * features);
  const largeAlive = within(grower, grower.alive) + <usize>(largeIndex * features);
  const smallEnds = within(grower, grower.ends) + (<usize>(smallIndex * features) << 2);
  const largeEnds = within(grower, grower.ends) + (<usize>(largeIndex * features) << 2);
  let at = large.listStart;
  let largeTop = at;
  let smallTop = top;
  small.listStart = top;
  for (let group: u32 = 0; group < rows.groups; group++) {
    accumulate(rows, grower, small, group);
    const dense = denseFor(rows, grower, group);
    const lastFeature = firstFeature(rows, group + 1);
    for (let feature = firstFeature(rows, group); feature < lastFeature; feature++) {
      const end = load<u32>(largeEnds + (<usize>feature << 2));
      const largeFrom = largeTop;
      const smallFrom = smallTop;
      let part = f64x2.splat(0);
      let rest = part;
      if (keepsSmall) {
        for (; at < end; at++) {
          const bin = load<u32>(bins + (<usize>at << 2));
          const partBefore = part;
          const restBefore = rest;
          part = f64x2.add(part, v128.load(dense + (<usize>bin << 4)));
          rest = f64x2.sub(v128.load(sums + (<usize>at << 4)), part);
          largeTop = append(bins, sums, largeTop, bin, rest, restBefore);
          smallTop = append(bins, sums, smallTop, bin, part, partBefore);
        }
        const found = smallTop > smallFrom
          && scanFeature(small, settings, feature, bins + (<usize>smallFrom << 2), sums + (<usize>smallFrom << 4), smallTop - smallFrom);
        if (!found) smallTop = smallFrom;
        store<u8>(smallAlive + feature, u8(found));
        store<u32>(smallEnds + (<usize>feature << 2), smallTop);
      } else {
        for (; at < end; at++) {
          const bin = load<u32>(bins + (<usize>at << 2));
          const restBefore = rest;
          part = f64x2.add(part, v128.load(dense + (<usize>bin << 4)));
          rest = f64x2.sub(v128.load(sums + (<usize>at << 4)), part);
          largeTop = append(bins, sums, largeTop, bin, rest, restBefore);
        }
      }
      const found = largeTop > largeFrom
        && scanFeature(large, settings, feature, bins + (<usize>largeFrom << 2), sums + (<usize>largeFrom << 4), largeTop - largeFrom);
      if (!found) largeTop = largeFrom;
      store<u8>(largeAlive + feature, u8(found));
      store<u32>(largeEnds + (<usize>feature << 2), largeTop);
    }
    clearDense(rows, grower, small, group);
  }
  small.listed = u32(keepsSmall);
  return smallTop;
}

/** Finds the best split of a leaf without a list, from its rows alone; `alive` are the features its parent could be split by. */
function scanRows(rows: Rows, grower: Grower, settings: Settings, leaf: Leaf, index: u32): void {
  const alive = within(grower, grower.alive) + <usize>(index * rows.features);
  const bins = within(grower, grower.listBins) + (<usize>grower.listEntries << 2);
  const sums = within(grower, grower.listSums) + (<usize>grower.listEntries << 4);
  for (let group: u32 = 0; group < rows.groups; group++) {
    accumulate(rows, grower, leaf, group);
    const dense = denseFor(rows, grower, group);
    const lastFeature = firstFeature(rows, group + 1);
    for (let feature = firstFeature(rows, group); feature < lastFeature; feature++) {
      if (!load<u8>(alive + feature)) continue;
      const end = firstBin(rows, feature + 1);
      let top: u32 = 0;
      let sum = f64x2.splat(0);
      for (let bin = firstBin(rows, feature); bin < end; bin++) {
        const before = sum;
        sum = f64x2.add(before, v128.load(dense + (<usize>bin << 4)));
        top = append(bins, sums, top, bin, sum, before);
      }
      store<u8>(alive + feature, u8(scanFeature(leaf, settings, feature, bins, sums, top)));
    }
    clearDense(rows, grower, leaf, group);
  }
  leaf.listed = 0;
}

/**
 * Finds the best splits of two leaves that were one. `largeIndex` has the parent's list, if there was one, and its live features.
 * Leaves that may not be split (`splitsSmall`, `splitsLarge`) are left alone. `top` is the first free entry of the pool; returns the new one.
 */
export function splitSiblings(
  rows: Rows, grower: Grower, settings: Settings, smallIndex: u32, largeIndex: u32, splitsSmall: bool, splitsLarge: bool, top: u32,
): u32 {
  const small = leafAt(grower, smallIndex);
  const large = leafAt(grower, largeIndex);
  const features = rows.features;
  const alive = within(grower, grower.alive);
  const capacity = listLength(grower, large, largeIndex, features) + 1;
  const keepsSmall = splitsSmall && large.listed != 0 && splitsLarge && top + capacity <= grower.listEntries;
  if (splitsSmall) memory.copy(alive + <usize>(smallIndex * features), alive + <usize>(largeIndex * features), features);
  if (splitsLarge && large.listed) {
    top = divideList(rows, grower, settings, small, smallIndex, large, largeIndex, keepsSmall, top);
  } else if (splitsLarge) {
    scanRows(rows, grower, settings, large, largeIndex);
  }
  if (splitsSmall && !keepsSmall) scanRows(rows, grower, settings, small, smallIndex);
  return top;
}

function listLength(grower: Grower, leaf: Leaf, index: u32, features: u32): u32 {
  if (!leaf.listed) return 0;
  const ends = within(grower, grower.ends) + (<usize>(index * features) << 2);
  return load<u32>(ends + (<usize>(features - 1) << 2)) - leaf.listStart;
}
