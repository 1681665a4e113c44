import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../errors.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { forEachAtOnce } from '../for-each-at-once.ts';
import { downloadFile } from './download-file.ts';
import { type PlannedFile, planFile } from './download-plan.ts';
import { checkBaseUrl, type DownloadFormat, PUBLIC_BUCKET } from './download-source.ts';
import { FolderFailure, folderFailure } from './folder-failure.ts';
import { takeLock } from './folder-lock.ts';
import { DEFAULT_NETWORK, type Network } from './network.ts';

/** How one file of a download went. */
export interface DownloadedFile {
  readonly category: string;
  readonly path: string;
  readonly state: 'downloaded' | 'present' | 'failed';
  /** Size of the file, or how much of it is here. */
  readonly bytes: number;
  readonly error?: DataError;
}

/** What happens in a download, as it happens. */
export type DownloadEvent =
  | { readonly type: 'sized'; readonly done: number; readonly of: number }
  | { readonly type: 'planned'; readonly files: readonly PlannedFile[] }
  | {
      readonly type: 'bytes';
      readonly category: string;
      readonly bytes: number;
      readonly size: number | undefined;
    }
  | { readonly type: 'retry'; readonly category: string; readonly reason: string; readonly waitMs: number }
  | ({ readonly type: 'file' } & DownloadedFile);

export interface DownloadOptions {
  /** Official names. */
  readonly categories: readonly string[];
  readonly format: DownloadFormat;
  /** Made if it is not there. */
  readonly directory: string;
  /** A mirror of the public bucket. */
  readonly baseUrl?: string;
  /** Files at a time. */
  readonly concurrency?: number;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: DownloadEvent) => void;
  readonly network?: Partial<Network>;
}

interface Task extends DownloadOptions {
  readonly baseUrl: string;
  readonly concurrency: number;
  readonly onEvent: (event: DownloadEvent) => void;
  readonly network: Network;
}

/**
 * Says what a download would do; nothing is written.
 * @throws UsageError when the mirror's address is none; the signal's reason when aborted.
 */
export async function planDownload(options: DownloadOptions): Promise<PlannedFile[]> {
  return plan(taskOf(options));
}

/**
 * Downloads files of drawings into a folder, several at a time. What was begun earlier is gone on with; what is there
 * already is left alone. A file that fails does not stop the others.
 * @returns how each file went, in the order of the categories.
 * @throws UsageError when the mirror's address is none; DataError when the disk is too small or another process downloads into the folder; FolderFailure when the
 *   folder cannot be written (parts are kept); the signal's reason when aborted (parts are kept).
 */
export async function download(options: DownloadOptions): Promise<DownloadedFile[]> {
  const task = taskOf(options);
  await makeFolder(task.directory).catch(error => {
    throw folderFailure(task.directory, error);
  });
  const unlock = await takeLock(join(task.directory, '.qdl-download.lock'), `The folder ${task.directory}`);
  try {
    const files = await plan(task);
    task.onEvent({ type: 'planned', files });
    await checkSpace(task.directory, files);
    return await fetchAll(files, task);
  } finally {
    await unlock();
  }
}

function taskOf(options: DownloadOptions): Task {
  checkBaseUrl(options.baseUrl ?? PUBLIC_BUCKET);
  return {
    ...options,
    baseUrl: options.baseUrl ?? PUBLIC_BUCKET,
    concurrency: options.concurrency ?? 4,
    onEvent: options.onEvent ?? (() => {}),
    network: { ...DEFAULT_NETWORK, ...options.network },
  };
}

async function plan(task: Task): Promise<PlannedFile[]> {
  const { categories, concurrency, onEvent } = task;
  const files: PlannedFile[] = [];
  let done = 0;
  await forEachAtOnce(categories.entries(), concurrency, async ([at, category]) => {
    files[at] = await planFile(category, task);
    onEvent({ type: 'sized', done: ++done, of: categories.length });
  });
  return files;
}

async function fetchAll(planned: readonly PlannedFile[], task: Task): Promise<DownloadedFile[]> {
  // A folder that fails stops every file.
  const stop = new AbortController();
  const signal = AbortSignal.any([task.signal, stop.signal]);
  const files: DownloadedFile[] = [];
  await forEachAtOnce(planned.entries(), task.concurrency, async ([at, file]) => {
    try {
      files[at] = await fetchOne(file, { ...task, signal });
      task.onEvent({ type: 'file', ...files[at] });
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  return files;
}

async function fetchOne(planned: PlannedFile, { network, signal, onEvent }: Task): Promise<DownloadedFile> {
  const { category, path, url, action } = planned;
  if (action === 'present') return { category, path, state: 'present', bytes: planned.bytesHere };
  if (planned.error !== undefined) return { category, path, state: 'failed', bytes: 0, error: planned.error };
  let bytesHere = planned.bytesHere;
  const listener = {
    onBytes(bytes: number, size: number | undefined) {
      bytesHere = bytes;
      onEvent({ type: 'bytes', category, bytes, size });
    },
    onRetry: (reason: string, waitMs: number) => onEvent({ type: 'retry', category, reason, waitMs }),
  };
  try {
    const bytes = await downloadFile(url, path, { network, signal, listener });
    return { category, path, state: 'downloaded', bytes };
  } catch (error) {
    if (signal.aborted || !(error instanceof DataError) || error instanceof FolderFailure) throw error;
    return { category, path, state: 'failed', bytes: bytesHere, error };
  }
}

/** Better to hear it now than after hours. */
async function checkSpace(directory: string, files: readonly PlannedFile[]): Promise<void> {
  const needed = files.reduce((sum, { size, bytesHere }) => sum + Math.max(0, (size ?? 0) - bytesHere), 0);
  const { bavail, bsize } = await statfs(directory);
  if (needed <= bavail * bsize) return;
  throw new FolderFailure(
    `The files need ${megabytes(needed)} more, but the disk of ${directory} has ${megabytes(bavail * bsize)} left.`,
    { hint: 'Make room, choose another folder, or take fewer categories.' },
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
}
