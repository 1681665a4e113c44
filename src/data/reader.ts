/** Side of a drawing in pixels. */
export const SIDE = 28;

/** Bytes of a drawing: 28 rows of 28 pixels, ink 255 on ground 0. */
export const DRAWING_BYTES = SIDE * SIDE;

/** A file of drawings of one category, opened: its count is known without reading the drawings. */
export interface DrawingFile {
  readonly path: string;
  readonly format: 'npy' | 'npz' | 'ndjson' | 'bin' | 'sketch-rnn';
  /** Number of drawings. For text formats this needs a pass over the file. */
  readonly count: number;
  /**
   * Byte offset of drawing 0 when the 784-byte rows lie uncompressed and contiguous in the file (npy):
   * random access is then a plain read; undefined otherwise.
   */
  readonly rowOffset: number | undefined;
  /**
   * Writes rows [from, to) as 784 bytes each to `target`. Strokes go through the rasterizer.
   * One read at a time; forward reads are cheap in every format, going back may decode from the start.
   * @param words takes what the players were asked to draw, of each row, where the format tells it (ndjson).
   */
  read(from: number, to: number, target: Uint8Array, words?: (string | undefined)[]): Promise<void>;
  close(): Promise<void>;
}
