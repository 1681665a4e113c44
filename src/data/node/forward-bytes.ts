import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable, type Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { damagedFile } from '../file-fault.ts';

/** Large enough that a drawing costs little, small enough that hundreds of files may be open. */
export const CHUNK_BYTES = 1 << 17;

/** Bytes that can only be read one after another, such as those of a compressed file. */
export class ForwardBytes {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #where: string;
  #chunk: Uint8Array = new Uint8Array(0);

  /** @param where names the file in errors. */
  constructor(chunks: AsyncIterable<Uint8Array>, where: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#where = where;
  }

  /** The next bytes, as many as there are at hand; none at the end. */
  async next(): Promise<Uint8Array> {
    if (this.#chunk.length === 0) await this.#pull();
    const chunk = this.#chunk;
    this.#chunk = chunk.subarray(chunk.length);
    return chunk;
  }

  /** Fills `target`. @throws DataError if the bytes end before. */
  async fill(target: Uint8Array): Promise<void> {
    await this.#take(target.length, (bytes, at) => target.set(bytes, at));
  }

  async skip(length: number): Promise<void> {
    await this.#take(length, () => {});
  }

  /** Checks that the bytes end here, and with them whatever the source checks at its end. */
  async finish(): Promise<void> {
    if (this.#chunk.length === 0) await this.#pull();
    if (this.#chunk.length > 0) throw damagedFile(this.#where, 'has more bytes than its header claims');
  }

  async close(): Promise<void> {
    this.#chunk = new Uint8Array(0);
    await this.#chunks.return?.();
  }

  async #take(length: number, use: (bytes: Uint8Array, at: number) => void): Promise<void> {
    let done = 0;
    while (done < length) {
      if (this.#chunk.length === 0) await this.#pull();
      if (this.#chunk.length === 0)
        throw damagedFile(this.#where, 'is cut off: its unpacked bytes end too early');
      const bytes = this.#chunk.subarray(0, length - done);
      use(bytes, done);
      done += bytes.length;
      this.#chunk = this.#chunk.subarray(bytes.length);
    }
  }

  async #pull(): Promise<void> {
    try {
      const { done, value } = await this.#chunks.next();
      this.#chunk = done ? this.#chunk : value;
    } catch (error) {
      throw isZlibError(error) ? damagedFile(this.#where, `cannot be unpacked (${error.message})`) : error;
    }
  }
}

/** Bytes [start, end) of a file. */
export async function* fileChunks(
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  let at = start;
  while (at < end) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** What `unpacker` makes of the chunks; it works on a thread of its own. */
export function unpackedChunks(
  chunks: AsyncIterable<Uint8Array>,
  unpacker: Transform,
): AsyncIterable<Uint8Array> {
  // A failure destroys the unpacker with it, and so reaches whoever reads from there.
  pipeline(Readable.from(chunks, { objectMode: false }), unpacker, () => {});
  return unpacker;
}

/** The same chunks, refused when there are more bytes than `size`, fewer, or others than `checksum` tells. */
export async function* checkedChunks(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  checksum: number,
  where: string,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  let crc = 0;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > size) throw damagedFile(where, `unpacks to more than the ${size} bytes it claims`);
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (total < size) throw damagedFile(where, `unpacks to ${total} bytes where it claims ${size}`);
  if (crc !== checksum) throw damagedFile(where, 'is damaged: its checksum does not fit its bytes');
}

function isZlibError(error: unknown): error is Error {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return error instanceof Error && typeof code === 'string' && code.startsWith('Z_');
}
