import { rename, rm, writeFile } from 'node:fs/promises';
import type { Image } from '../image/image.ts';
import { encodePng } from '../image/png.ts';
import { folderFailure } from './folder-failure.ts';

/**
 * Writes an image as a PNG file: beside its place, then renamed, so that there is never half a file.
 * @returns its size in bytes.
 * @throws FolderFailure when it cannot be written.
 */
export async function writePng(path: string, image: Image): Promise<number> {
  const bytes = encodePng(image);
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, path);
    return bytes.length;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => {});
    throw folderFailure(path, error);
  }
}
