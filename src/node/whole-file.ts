import { rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file beside its place and renames it: at any moment there is the old file or the new one, whole. A device or a
 * pipe, such as /dev/stdout, is written to; it must not be replaced.
 * @throws what the system says if it cannot be written; the old file is still there then.
 */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  if (await isDevice(path)) return writeFile(path, content);
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

async function isDevice(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return there !== undefined && !there.isFile() && !there.isDirectory();
}
