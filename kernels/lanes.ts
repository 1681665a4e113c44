// Vectors of fewer than four elements, at the end of a row: no other memory is read or written.

/** The first `count` (1…4 or more) floats at x, zeros after them. */
// @ts-ignore: decorator
@inline
function loadPart(x: usize, count: i32): v128 {
  if (count >= 4) return v128.load(x);
  let value = v128.load32_zero(x);
  if (count > 1) value = v128.load32_lane(x, value, 1, 4);
  if (count > 2) value = v128.load32_lane(x, value, 2, 8);
  return value;
}

/** Writes the first `count` (1…4 or more) floats of `value` to y. */
// @ts-ignore: decorator
@inline
function storePart(y: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(y, value);
    return;
  }
  v128.store32_lane(y, value, 0);
  if (count > 1) v128.store32_lane(y, value, 1, 4);
  if (count > 2) v128.store32_lane(y, value, 2, 8);
}

export { loadPart, storePart };
