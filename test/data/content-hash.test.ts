import { describe, expect, it } from 'vitest';
import { contentHasher, drawingName, parseDrawingNames } from '../../src/data/content-hash.ts';
import { DRAWING_BYTES } from '../../src/data/reader.ts';

describe('content hash', () => {
  it('is XXH64 of the bytes, seeded', async () => {
    const hasher = await contentHasher();
    // Known answers of the xxHash specification.
    expect(drawingName(hasher.hashBytes(new Uint8Array(0)))).toBe('ef46db3751d8e999');
    expect(drawingName(hasher.hashBytes(new TextEncoder().encode('abc')))).toBe('44bc2cf5ad770999');
    const bytes = new Uint8Array(3 * DRAWING_BYTES).map((_, index) => index);
    const hashes = new BigUint64Array(5);
    hasher.hashRows(bytes, 3, 7, hashes, 1);
    expect(hashes[0]).toBe(0n);
    expect(hashes[4]).toBe(0n);
    expect(new Set(hashes.subarray(1, 4)).size).toBe(3);
    const unseeded = new BigUint64Array(3);
    hasher.hashRows(bytes, 3, 0, unseeded);
    expect(unseeded[0]).toBe(hasher.hashBytes(bytes.subarray(0, DRAWING_BYTES)));
    expect(unseeded[0]).not.toBe(hashes[1]);
  });

  it('reads a list of names', () => {
    const names = parseDrawingNames(
      'ef46db3751d8e999\n\n# bad ones\n44BC2CF5AD770999 # a scribble\r\n',
      'list.txt',
    );
    expect([...names].map(drawingName)).toEqual(['ef46db3751d8e999', '44bc2cf5ad770999']);
  });

  it('names the line that is no name', () => {
    expect(() => parseDrawingNames('ef46db3751d8e999\nairplane\n', 'list.txt')).toThrow(
      /list\.txt, line 2: 'airplane'/,
    );
  });
});
