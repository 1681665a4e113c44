import type { FileHandle } from 'node:fs/promises';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import type { ForwardBytes } from './forward-bytes.ts';

/**
 * Rows of 784 bytes from a source that can only be read forward. It keeps its place between reads; one that
 * goes back starts again from the beginning.
 */
export class StreamedRows {
  readonly #open: () => ForwardBytes;
  readonly #headerBytes: number;
  readonly #count: number;
  #bytes: ForwardBytes | undefined;
  #row = 0;

  constructor(open: () => ForwardBytes, headerBytes: number, count: number) {
    this.#open = open;
    this.#headerBytes = headerBytes;
    this.#count = count;
  }

  async read(from: number, to: number, target: Uint8Array): Promise<void> {
    if (from === to) return;
    const bytes = await this.#seek(from);
    // Until the rows are there the place is unknown: a read that fails must not be continued.
    this.#row = Number.POSITIVE_INFINITY;
    await bytes.fill(target.subarray(0, (to - from) * DRAWING_BYTES));
    this.#row = to;
    if (to < this.#count) return;
    await bytes.finish();
    await this.close();
  }

  async close(): Promise<void> {
    const bytes = this.#bytes;
    this.#bytes = undefined;
    await bytes?.close();
  }

  async #seek(row: number): Promise<ForwardBytes> {
    if (this.#bytes !== undefined && this.#row > row) await this.close();
    if (this.#bytes === undefined) {
      this.#bytes = this.#open();
      this.#row = 0;
      await this.#bytes.skip(this.#headerBytes);
    }
    await this.#bytes.skip((row - this.#row) * DRAWING_BYTES);
    return this.#bytes;
  }
}

/** A file whose rows are unpacked while they are read. */
export function streamedFile(
  path: string,
  format: DrawingFile['format'],
  handle: FileHandle,
  count: number,
  rows: StreamedRows,
): DrawingFile {
  return {
    path,
    format,
    count,
    rowOffset: undefined,
    read: (from, to, target) => rows.read(from, to, target),
    async close() {
      await rows.close();
      await handle.close();
    },
  };
}
