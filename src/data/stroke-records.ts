import type { Strokes } from './strokes.ts';

/** A file format in which drawings follow each other as records of varying length. */
export interface StrokeRecords {
  readonly format: 'ndjson' | 'bin';
  /**
   * Byte after the record that starts at `start`, or −1 if the record goes on after `bytes`.
   * `last` says that no bytes follow.
   */
  endOf(bytes: Uint8Array, start: number, last: boolean): number;
  /** Whether the record holds no drawing at all, such as an empty line. */
  isBlank(record: Uint8Array): boolean;
  /** @throws DataError that names the record by `where`. */
  parse(record: Uint8Array, where: string): Strokes;
  /** What the player was asked to draw, of a record that `parse` has taken; undefined if it does not tell. */
  wordOf?(record: Uint8Array): string | undefined;
}
