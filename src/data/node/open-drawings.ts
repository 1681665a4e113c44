import { type FileHandle, open } from 'node:fs/promises';
import { DataError } from '../../errors.ts';
import { isNpy } from '../npy.ts';
import type { DrawingFile } from '../reader.ts';
import { readHead } from './file-bytes.ts';
import { openNpy } from './npy-file.ts';

/**
 * Opens a file of drawings; its format is recognized by content and name.
 * @throws DataError that says what is wrong with the file and what to do.
 */
export async function openDrawings(path: string): Promise<DrawingFile> {
  const handle = await openFile(path);
  try {
    return await recognize(path, handle);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function recognize(path: string, handle: FileHandle): Promise<DrawingFile> {
  const stat = await handle.stat();
  if (!stat.isFile()) {
    throw new DataError(`${path} is a directory, not a file of drawings.`, {
      hint: 'Name a file, or give the folder as --data.',
    });
  }
  const head = await readHead(handle, 16);
  if (isNpy(head)) return openNpy(path, handle, stat.size);
  throw new DataError(`${path} is not a file of drawings.`, {
    hint: 'Known are .npy, .npz, .ndjson and .bin of the Quick, Draw! dataset, and .gz of them.',
  });
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const fault = code === 'ENOENT' ? 'there is no such file' : `${code ?? error}`;
    throw new DataError(`Cannot open ${path}: ${fault}.`, {
      hint: 'Check the name and the permissions.',
      cause: error,
    });
  }
}
