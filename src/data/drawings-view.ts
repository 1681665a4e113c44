import { UsageError } from '../errors.ts';
import type { DividedDrawings } from './division.ts';
import type { Drawings } from './drawings.ts';
import { foldOf } from './folds.ts';
import { memorySource } from './memory-source.ts';
import { type Side, smallestKeys } from './split.ts';

/**
 * Drawings of a run as another run is to see them: plain data, with drawings by their content hash in 16 hexadecimal
 * digits. Drawings of the test side stay as they are, or, with a fold, never enter.
 */
export interface DrawingsView {
  /**
   * Most drawings of each category on the train and validation sides together: the first by content hash are taken,
   * before anything else. So a network may be tested on far more drawings than it learns from.
   */
  readonly learnedPerCategory?: number;
  /** Drawings of the train and validation sides that get another label. */
  readonly relabeled?: readonly (readonly [drawing: string, label: number])[];
  /** Drawings of the train and validation sides that are left out. */
  readonly removed?: readonly string[];
  /**
   * Cross-validation of the train and validation sides: the drawings of fold `index` of `count` are tested on, all others
   * trained on, and none are left to stop by.
   */
  readonly fold?: { readonly count: number; readonly seed: number; readonly index: number };
}

/** Drawings that lie in memory, split into sides. */
interface ViewableDrawings extends DividedDrawings<Side> {
  readonly inMemory:
    | { readonly drawings: Drawings; readonly rows: Readonly<Record<Side, Uint32Array>> }
    | undefined;
}

/**
 * Drawings through a view. No bitmap is copied.
 * @throws UsageError if they are not in memory.
 */
export function viewDrawings<Opened extends ViewableDrawings>(opened: Opened, view: DrawingsView): Opened {
  if (opened.inMemory === undefined)
    throw new UsageError('The drawings do not fit into the memory that they may take.', {
      hint: 'Allow more with --memory, or take fewer drawings or categories.',
    });
  const { drawings, rows } = opened.inMemory;
  const removed = new Set(view.removed?.map(hashOf));
  const taken = takenRows(drawings, rows, view.learnedPerCategory);
  const keep = (side: Uint32Array) =>
    side.filter(row => taken?.has(row) !== false && !removed.has(drawings.hashes[row]!));
  const learned = { train: keep(rows.train), validation: keep(rows.validation) };
  const relabeled = { ...drawings, labels: relabel(drawings, learned, view.relabeled ?? []) };
  const seen = view.fold === undefined ? { ...rows, ...learned } : foldRows(drawings, learned, view.fold);
  return {
    ...opened,
    parts: {
      train: memorySource(relabeled, seen.train),
      validation: memorySource(relabeled, seen.validation),
      test: memorySource(relabeled, seen.test),
    },
    inMemory: { drawings: relabeled, rows: seen },
  };
}

/** The rows to learn from; undefined are all. */
function takenRows(
  { labels, hashes, categories }: Drawings,
  { train, validation }: Readonly<Record<Side, Uint32Array>>,
  perCategory: number | undefined,
): Set<number> | undefined {
  if (perCategory === undefined) return undefined;
  const all = Uint32Array.from([...train, ...validation]);
  const taken = categories.map((_, label) => {
    const ofCategory = all.filter(row => labels[row] === label);
    const keys = BigUint64Array.from(ofCategory, row => hashes[row]!);
    const places = smallestKeys(keys, Math.min(perCategory, keys.length));
    return Array.from(places, place => ofCategory[place]!);
  });
  return new Set(taken.flat());
}

function relabel(
  { labels, hashes }: Drawings,
  { train, validation }: Record<'train' | 'validation', Uint32Array>,
  changes: Required<DrawingsView>['relabeled'],
): Uint16Array {
  const changed = labels.slice();
  const byHash = new Map(changes.map(([name, label]) => [hashOf(name), label]));
  for (const side of [train, validation])
    for (const row of side) changed[row] = byHash.get(hashes[row]!) ?? changed[row]!;
  return changed;
}

function foldRows(
  { hashes }: Drawings,
  { train, validation }: Record<'train' | 'validation', Uint32Array>,
  { count, seed, index }: Required<DrawingsView>['fold'],
): Record<Side, Uint32Array> {
  const all = new Uint32Array(train.length + validation.length);
  all.set(train);
  all.set(validation, train.length);
  all.sort();
  const isInFold = (row: number) => foldOf(hashes[row]!, count, seed) === index;
  return {
    train: all.filter(row => !isInFold(row)),
    validation: new Uint32Array(0),
    test: all.filter(isInFold),
  };
}

function hashOf(name: string): bigint {
  return BigInt(`0x${name}`);
}
