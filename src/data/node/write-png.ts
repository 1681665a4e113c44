import { writeWholeFile } from '../../node/whole-file.ts';
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
  await writeWholeFile(path, bytes).catch(error => {
    throw folderFailure(path, error);
  });
  return bytes.length;
}
