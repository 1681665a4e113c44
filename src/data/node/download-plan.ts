import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { type DownloadFormat, fileName, fileUrl } from './download-source.ts';
import type { Network } from './network.ts';
import { remoteSize } from './remote-file.ts';

/** What is to be done about one category's file. */
export interface PlannedFile {
  readonly category: string;
  readonly url: string;
  readonly path: string;
  /** `fetch` from the start, `resume` a part, or nothing: it is `present`, or `refused` (see `error`). */
  readonly action: 'fetch' | 'resume' | 'present' | 'refused';
  /** Size of the whole file in bytes, if the server tells. */
  readonly size: number | undefined;
  /** Bytes that are here already. */
  readonly bytesHere: number;
  readonly error?: DataError;
  /** Why the server could not be asked for the size. */
  readonly trouble?: string;
}

interface PlanOptions {
  readonly baseUrl: string;
  readonly format: DownloadFormat;
  readonly directory: string;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/** Asks the server for a file's size and compares with what is in the folder. */
export async function planFile(category: string, options: PlanOptions): Promise<PlannedFile> {
  const url = fileUrl(options.baseUrl, options.format, category);
  const path = join(options.directory, fileName(options.format, category));
  const file = { category, url, path };
  try {
    const { size, trouble } = await remoteSize(url, options.network, options.signal);
    const present = await fileSize(path);
    if (present === undefined)
      return { ...file, size, ...(await partAction(path)), ...(trouble === undefined ? {} : { trouble }) };
    checkSame(path, present, size);
    return { ...file, size: present, action: 'present', bytesHere: present };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { ...file, size: undefined, action: 'refused', bytesHere: 0, error };
  }
}

async function partAction(path: string): Promise<Pick<PlannedFile, 'action' | 'bytesHere'>> {
  const bytesHere = (await fileSize(`${path}.part`)) ?? 0;
  return { action: bytesHere > 0 ? 'resume' : 'fetch', bytesHere };
}

// A file of the user's is never overwritten.
function checkSame(path: string, present: number, size: number | undefined): void {
  if (size === undefined || size === present) return;
  throw new DataError(`${path} is there with ${present} bytes; the server's has ${size}.`, {
    hint: 'Remove it to download it again, or choose another folder.',
  });
}

async function fileSize(path: string): Promise<number | undefined> {
  try {
    const { size } = await stat(path);
    return size;
  } catch {
    return undefined;
  }
}
