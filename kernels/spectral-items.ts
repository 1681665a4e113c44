// Items of spectral transforms: one channel vector of one image each.
import { loadPart } from './lanes';

/**
 * Writes the table [pixels, spectra] of `count` items from `first` on; item i is vector i mod `vectors` of image i / `vectors`.
 * x: first image, images xImage bytes apart; v: its row in value 0, rows vRow bytes apart. Returns the end of the table.
 */
export function listItems(items: usize, first: usize, count: usize, vectors: usize, x: usize, xImage: usize, v: usize, vRow: usize): usize {
  let image = first / vectors, c = first % vectors;
  for (const end = items + 8 * count; items < end; items += 8) {
    store<usize>(items, x + image * xImage + 16 * c);
    store<usize>(items, v + image * vRow + 32 * c, 4);
    if (++c == vectors) {
      c = 0;
      image++;
    }
  }
  return items;
}

/** Adds `count` floats to the value at frequency 0 of every image, whose rows lie `row` bytes apart. Returns the end. */
export function addConstant(m: usize, row: usize, images: i32, constant: usize, count: i32): usize {
  for (let image = 0; image < images && count > 0; image++) {
    for (let c = 0; c < count; c += 4) {
      v128.store(m + 8 * c, f32x4.add(v128.load(m + 8 * c), loadPart(constant + 4 * c, count - c)));
    }
    m += row;
  }
  return m;
}
