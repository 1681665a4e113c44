import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a file beside its place and renames it: at any moment there is the old file or the new one, whole.
 * @throws what the system says if it cannot be written; the old file is still there then.
 */
export async function writeWholeFile(path: string, content: Uint8Array | string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, content);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}
