import type { BatchSource } from './batches.ts';
import type { Catalogue } from './catalogue.ts';
import { identity } from './order.ts';
import { type SideCounts, type Split, splitNotes, splitRows } from './split.ts';

/** What opening drawings is doing, with the number of drawings dealt with. */
export interface OpeningProgress {
  /** Unpacking files that cannot be read at random, hashing drawings on disk, or reading them into memory. */
  readonly stage: 'unpacking' | 'indexing' | 'reading';
  readonly done: number;
  readonly total: number;
}

export type OnOpeningProgress = (progress: OpeningProgress) => void;

/** Says which drawings make up each part, ascending; `keys` are their split keys, `labelOf` gives their labels. */
export type Divide<Part extends string> = (
  keys: BigUint64Array,
  labelOf: (index: number) => number,
) => Readonly<Record<Part, Uint32Array>>;

/** Drawings ready to be passed over, part by part. */
export interface DividedDrawings<Part extends string> {
  readonly catalogue: Catalogue;
  readonly parts: Readonly<Record<Part, BatchSource>>;
  close(): Promise<void>;
}

/** Divides into train, validation and test. Notes for the user are added to `notes`. */
export function divideBySide(
  counts: SideCounts,
  categories: readonly string[],
  notes: string[],
): (...args: Parameters<Divide<keyof Split>>) => Split {
  return (keys, labelOf) => {
    const split = splitRows(keys, counts);
    notes.push(...splitNotes(split, labelOf, categories));
    return split;
  };
}

/** All drawings in one part. */
export const undivided: Divide<'all'> = keys => ({ all: identity(keys.length) });
