// The Castagnoli polynomial with its bits reversed (RFC 3720, appendix B.4).
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/**
 * CRC-32C of `bytes` after what `previous` is the checksum of, so that a stream can be taken in pieces.
 * @returns an unsigned 32-bit number; 0 for no bytes.
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let remainder = ~previous;
  for (let at = 0; at < bytes.length; at++)
    remainder = (remainder >>> 8) ^ TABLE[(remainder ^ bytes[at]!) & 0xff]!;
  return ~remainder >>> 0;
}
