import { DataError } from '../../errors.ts';
import { parseGoogHash } from './file-checksum.ts';
import { type HttpAnswer, request } from './http-request.ts';
import { type Network, TransientFailure } from './network.ts';
import type { PartDescription } from './part-file.ts';

/** Describes the file that an answer (200 or 206) is about, as far as the server tells. */
export function describeAnswer(url: string, { status, headers }: HttpAnswer): PartDescription {
  // A file that the server keeps compressed and sends otherwise has no size or hash that can be checked here,
  // and no ranges.
  const encoding = headers.get('content-encoding') ?? headers.get('x-goog-stored-content-encoding');
  if (encoding !== null && encoding !== 'identity') return { url };
  const etag = headers.get('etag');
  return {
    url,
    // A weak one (W/"…") does not promise the same bytes (RFC 9110, 8.8.3).
    ...(etag?.startsWith('"') ? { etag } : {}),
    ...sizeOf(status, headers),
    ...parseGoogHash(headers.get('x-goog-hash')),
  };
}

function sizeOf(status: number, headers: Headers): { size?: number } {
  const total =
    status === 206 ? parseContentRange(headers.get('content-range'))?.total : headers.get('content-length');
  return total !== null && total !== undefined ? { size: Number(total) } : {};
}

/** Reads `Content-Range: bytes 100-199/200` and the `bytes *​/200` of an answer 416. */
export function parseContentRange(
  header: string | null,
): { from: number | undefined; total: number | undefined } | undefined {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, from, total] = match;
  return {
    from: from === undefined ? undefined : Number(from),
    total: total === '*' ? undefined : Number(total),
  };
}

/** @throws DataError when an answer says that the file cannot be had. */
export function checkAnswer(url: string, { status }: HttpAnswer): void {
  if (status === 404 || status === 410) {
    throw new DataError(`The server has no ${url} (${status}).`, {
      hint: 'Check the category, the format and --base-url.',
    });
  }
  if (status === 401 || status === 403) {
    throw new DataError(`The server refuses ${url} (${status}).`, {
      hint: 'Check the category, the format and --base-url; Google refuses files that it does not have, too.',
    });
  }
  if (status !== 200 && status !== 206 && status !== 416)
    throw new DataError(`The server answers ${status} to ${url}.`, { hint: 'Check --base-url.' });
}

/**
 * Asks for a file's size without its bytes.
 * @returns the size if the server tells it, or why nothing could be learned for now.
 * @throws DataError when the file cannot be had.
 */
export async function remoteSize(
  url: string,
  network: Network,
  signal: AbortSignal,
): Promise<{ size?: number | undefined; trouble?: string }> {
  try {
    const answer = await request(url, { method: 'HEAD', network, signal });
    await answer.dismiss();
    if (answer.status === 405 || answer.status === 501) return {};
    checkAnswer(url, answer);
    return { size: describeAnswer(url, answer).size };
  } catch (error) {
    if (error instanceof TransientFailure) return { trouble: error.message };
    throw error;
  }
}
