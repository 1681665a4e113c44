import { DataError } from '../../errors.ts';
import { type HttpAnswer, request } from './http-request.ts';
import { type Network, retryDelayMs, TransientFailure } from './network.ts';
import { PartFile } from './part-file.ts';
import { checkAnswer, describeAnswer, parseContentRange } from './remote-file.ts';

const LONGEST_WAIT_MS = 5 * 60_000;

/** What a download of one file tells while it goes on. */
export interface DownloadListener {
  /** There are `bytes` on disk now, of `size` if that is known. */
  onBytes(bytes: number, size: number | undefined): void;
  /** Something went wrong; the next attempt comes in `waitMs`. */
  onRetry(reason: string, waitMs: number): void;
}

interface DownloadFileOptions {
  readonly network: Network;
  readonly signal: AbortSignal;
  readonly listener: DownloadListener;
}

/**
 * Downloads `url` to `path`, going on where an earlier call stopped, and checks size and hash where the server tells.
 * Until it is whole the file is `path`.part; that stays when the download fails or is aborted.
 * @returns the file's size in bytes.
 * @throws DataError when the file cannot be had or its bytes are wrong twice; FolderFailure when it cannot be
 *   written; the signal's reason when aborted.
 */
export async function downloadFile(url: string, path: string, options: DownloadFileOptions): Promise<number> {
  const part = await PartFile.open(path);
  try {
    if (part.description?.url !== url) await part.cutTo(0);
    for (let hasFailed = false; ; hasFailed = true) {
      await fetchWhole(url, part, options);
      if (await part.matches(options.signal)) break;
      await part.cutTo(0);
      if (hasFailed) throw wrongBytes(url);
      options.listener.onRetry('the bytes do not have the hash that the server told; starting over', 0);
    }
    await part.finish();
    return part.size;
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  } finally {
    await part.close();
  }
}

async function fetchWhole(url: string, part: PartFile, options: DownloadFileOptions): Promise<void> {
  const patience = new Patience(options);
  while (!part.isWhole) {
    try {
      return await fetchRest(url, part, options);
    } catch (error) {
      if (!(error instanceof TransientFailure)) throw error;
      await patience.wait(url, error, part.size);
    }
  }
}

/** One attempt: asks for the bytes that are missing and appends them to the part. */
async function fetchRest(
  url: string,
  part: PartFile,
  { network, signal, listener }: DownloadFileOptions,
): Promise<void> {
  const answer = await request(url, { method: 'GET', headers: rangeHeaders(part), network, signal });
  try {
    checkAnswer(url, answer);
    if (answer.status === 200) await part.begin(describeAnswer(url, answer));
    else if (!continues(part, answer)) throw await startOver(part, 'the file on the server has changed');
  } catch (error) {
    await answer.dismiss();
    throw error;
  }
  const size = part.description?.size;
  for await (const chunk of answer.chunks()) {
    await part.append(chunk);
    listener.onBytes(part.size, size);
  }
  if (size === undefined || part.size === size) return;
  if (part.size > size) throw await startOver(part, 'the server sent more than it said');
  throw new TransientFailure(`the connection ended after ${part.size} of ${size} bytes`);
}

function rangeHeaders(part: PartFile): Record<string, string> {
  const etag = part.description?.etag;
  if (part.size === 0 || etag === undefined) return {};
  // If-Range: should the file have changed, the server sends all of it.
  return { range: `bytes=${part.size}-`, 'if-range': etag };
}

/** Whether an answer with a part of the file (206) begins where ours ends, and belongs to the same file. */
function continues(part: PartFile, { status, headers }: HttpAnswer): boolean {
  const range = parseContentRange(headers.get('content-range'));
  if (status !== 206 || range?.from !== part.size) return false;
  const { etag, size } = part.description ?? {};
  return (headers.get('etag') ?? etag) === etag && (range.total ?? size) === size;
}

async function startOver(part: PartFile, reason: string): Promise<TransientFailure> {
  await part.cutTo(0);
  return new TransientFailure(`${reason}; starting over`);
}

/** Counts failures in a row, and waits after each. */
class Patience {
  readonly #options: DownloadFileOptions;
  #failures = 0;
  #mostBytes = 0;

  constructor(options: DownloadFileOptions) {
    this.#options = options;
  }

  /** @throws DataError when it is at its end. */
  async wait(url: string, { message, retryAfterMs }: TransientFailure, bytes: number): Promise<void> {
    const { network, signal, listener } = this.#options;
    // A line that breaks often but brings something each time is worth any number of attempts.
    if (bytes > this.#mostBytes) this.#failures = 0;
    this.#mostBytes = Math.max(this.#mostBytes, bytes);
    this.#failures++;
    const waitMs = retryDelayMs(this.#failures, retryAfterMs, network);
    if (this.#failures >= network.tries || waitMs > LONGEST_WAIT_MS) {
      throw new DataError(`Gave up on ${url} after ${this.#failures} failures in a row: ${message}.`, {
        hint: 'Run the same command again later; it goes on where it stopped.',
      });
    }
    listener.onRetry(message, waitMs);
    await network.sleep(waitMs, signal);
  }
}

function wrongBytes(url: string): DataError {
  return new DataError(`The bytes of ${url} do not have the hash that the server told, twice.`, {
    hint: 'Something between this machine and the server changes them; try another network or --base-url.',
  });
}
