import type { FileHandle } from 'node:fs/promises';
import { damagedFile } from '../file-fault.ts';
import { Rasterizer } from '../raster/rasterizer.ts';
import { DRAWING_BYTES, type DrawingFile } from '../reader.ts';
import type { StrokeRecords } from '../stroke-records.ts';
import type { ForwardBytes } from './forward-bytes.ts';
import { RecordReader } from './record-reader.ts';

/** A file of strokes, one record after the other. Opening it counts them: a pass over the whole file. */
export async function openStrokes(
  path: string,
  handle: FileHandle,
  records: StrokeRecords,
  openBytes: () => ForwardBytes,
): Promise<DrawingFile> {
  const reader = new RecordReader(openBytes(), records, path);
  let count = 0;
  while ((await reader.next()) !== undefined) count++;
  return new StrokeFile(path, handle, records, openBytes, count);
}

class StrokeFile implements DrawingFile {
  readonly path: string;
  readonly format: DrawingFile['format'];
  readonly count: number;
  readonly rowOffset = undefined;
  readonly #handle: FileHandle;
  readonly #records: StrokeRecords;
  readonly #openBytes: () => ForwardBytes;
  readonly #rasterizer = new Rasterizer();
  #reader: RecordReader | undefined;

  constructor(
    path: string,
    handle: FileHandle,
    records: StrokeRecords,
    openBytes: () => ForwardBytes,
    count: number,
  ) {
    this.path = path;
    this.format = records.format;
    this.count = count;
    this.#handle = handle;
    this.#records = records;
    this.#openBytes = openBytes;
  }

  async read(from: number, to: number, target: Uint8Array, words?: (string | undefined)[]): Promise<void> {
    if (from === to) return;
    const reader = await this.#seek(from);
    for (let row = from; row < to; row++) {
      const record = await this.#nextOf(reader);
      const strokes = this.#records.parse(record, `${this.path}, drawing ${row + 1},`);
      this.#rasterizer.draw(strokes, target, (row - from) * DRAWING_BYTES);
      if (words) words[row - from] = this.#records.wordOf?.(record);
    }
    if (to === this.count) await this.#rewind();
  }

  async close(): Promise<void> {
    await this.#rewind();
    await this.#handle.close();
  }

  async #seek(row: number): Promise<RecordReader> {
    if (this.#reader !== undefined && this.#reader.position > row) await this.#rewind();
    this.#reader ??= new RecordReader(this.#openBytes(), this.#records, this.path);
    while (this.#reader.position < row) await this.#nextOf(this.#reader);
    return this.#reader;
  }

  async #nextOf(reader: RecordReader): Promise<Uint8Array> {
    const record = reader.atHand() ?? (await reader.next());
    if (record === undefined) throw damagedFile(this.path, 'has lost drawings since it was opened');
    return record;
  }

  async #rewind(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }
}
