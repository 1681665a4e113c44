import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32c } from './crc32c.ts';

/** Checksums of a whole file in base64, those that a server told. */
export interface Checksums {
  readonly md5?: string | undefined;
  /** Big-endian. */
  readonly crc32c?: string | undefined;
}

/**
 * Reads Google's header `x-goog-hash: crc32c=n03x6A==,md5=Ojk9c3dhfxgoKVVHYwFbHQ==`.
 * An object made of several parts has a CRC32C only.
 */
export function parseGoogHash(header: string | null): Checksums {
  const entries = (header ?? '').split(',').map(entry => /^\s*(md5|crc32c)=(\S+)\s*$/.exec(entry));
  return Object.fromEntries(entries.flatMap(match => (match ? [[match[1], match[2]]] : [])));
}

/** Whether a file has the expected checksum: the MD5 where there is one, else the CRC32C; true if there is none. */
export async function checksumMatches(
  path: string,
  expected: Checksums,
  signal: AbortSignal,
): Promise<boolean> {
  if (expected.md5 !== undefined) return (await fileMd5(path, signal)) === expected.md5;
  if (expected.crc32c !== undefined) return (await fileCrc32c(path, signal)) === expected.crc32c;
  return true;
}

async function fileMd5(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, { signal })) hash.update(chunk);
  return hash.digest('base64');
}

async function fileCrc32c(path: string, signal: AbortSignal): Promise<string> {
  let checksum = 0;
  for await (const chunk of createReadStream(path, { signal })) checksum = crc32c(chunk, checksum);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(checksum);
  return bytes.toString('base64');
}
