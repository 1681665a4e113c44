/** Cache lines. */
const ALIGNMENT = 64;

/** Byte offsets of parts of the given sizes that follow a header, each on a cache line of its own, and the bytes of all. */
export function layOut(
  headerBytes: number,
  sizes: readonly number[],
): { offsets: readonly number[]; bytes: number } {
  let end = headerBytes;
  const offsets = sizes.map(size => {
    const offset = ALIGNMENT * Math.ceil(end / ALIGNMENT);
    end = offset + size;
    return offset;
  });
  return { offsets, bytes: end };
}
