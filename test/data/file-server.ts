import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers the n-th request (from 0) for a file, or leaves it to the next in line by returning false. */
export type Misbehavior = (request: IncomingMessage, response: ServerResponse, n: number) => boolean;

export interface FileServer {
  readonly url: string;
  /** Method, path and range of every request, in order: `GET /full/numpy_bitmap/cat.npy bytes=10-`. */
  readonly log: string[];
  close(): Promise<void>;
}

interface FileServerOptions {
  /** Bytes by path. May be changed while the server runs. */
  readonly files: Record<string, Buffer>;
  /** Goes wrong for GETs of every file. */
  readonly misbehave?: Misbehavior;
  /** Headers besides size, ETag and hash; undefined takes one away. */
  readonly headers?: Record<string, string | undefined>;
  readonly head?: number;
}

export function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** A server of files on 127.0.0.1 that knows ranges and hashes as Google's bucket does, and can be made to fail. */
export async function startFileServer(options: FileServerOptions): Promise<FileServer> {
  const log: string[] = [];
  const gets = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!);
    log.push([request.method, request.url, request.headers.range].filter(Boolean).join(' '));
    if (request.method === 'HEAD' && options.head !== undefined)
      return response.writeHead(options.head).end();
    const n = gets.get(path) ?? 0;
    if (request.method === 'GET') {
      gets.set(path, n + 1);
      if (options.misbehave?.(request, response, n)) return;
    }
    serve(request, response, options.files[path], options.headers ?? {});
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer | undefined,
  extra: Record<string, string | undefined>,
): void {
  if (bytes === undefined) return void response.writeHead(404).end();
  const etag = etagOf(bytes);
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const isFresh = range === null || request.headers['if-range'] !== etag;
  const from = isFresh ? 0 : Number(range[1]);
  if (from >= bytes.length && from > 0)
    return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
  const headers: Record<string, string | undefined> = {
    etag,
    'content-length': String(bytes.length - from),
    'x-goog-hash': `crc32c=AAAAAA==,md5=${createHash('md5').update(bytes).digest('base64')}`,
    ...(isFresh ? {} : { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }),
    ...extra,
  };
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) response.setHeader(name, value);
  response.writeHead(isFresh ? 200 : 206);
  response.end(request.method === 'HEAD' ? undefined : bytes.subarray(from));
}

/** Sends the beginning of an answer with all of its headers, then breaks the connection. */
export function breakOff(response: ServerResponse, bytes: Buffer, upTo: number): true {
  response.writeHead(200, { etag: etagOf(bytes), 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, upTo), () => setTimeout(() => response.destroy(), 20));
  return true;
}
