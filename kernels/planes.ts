// Planes of equal size that are walked side by side, as the 16 of a Winograd transform: a distance of an odd number of cache lines
// keeps them from falling into the same sets of the cache.

/** Bytes from one plane of `bytes` bytes to the next. */
// @ts-ignore: decorator
@inline
export function planeStride(bytes: usize): usize {
  return (((bytes + 63) >> 6) | 1) << 6;
}
