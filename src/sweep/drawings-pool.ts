import { totalmem } from 'node:os';
import { CATEGORIES, type OpeningProgress, type SharedDrawings } from '../data/index.ts';
import {
  type DrawingsConfig,
  type OpenDrawings,
  openRunDrawings,
  selectRunDrawings,
  shareRunDrawings,
} from '../train/index.ts';

/** Of the machine's memory, what drawings may take if nothing is said. */
const MEMORY_SHARE = 0.5;

/** Drawings in memory by the group of cells that they are for. Plain data over shared memory, for other threads. */
export type DrawingsPool = ReadonlyMap<string, SharedDrawings>;

export interface PooledDrawings {
  readonly pool: DrawingsPool;
  /** What is left for drawings that did not fit. */
  readonly memoryLeft: number;
}

interface PoolOptions {
  /** Most bytes of memory for drawings. */
  readonly memory: number | null;
  readonly onProgress: (progress: OpeningProgress) => void;
}

/**
 * Reads the drawings of all cells into memory, each once. Groups that do not fit are left out: their cells read from
 * the disk, with the same results.
 */
export async function fillPool(
  configs: readonly DrawingsConfig[],
  { memory, onProgress }: PoolOptions,
): Promise<PooledDrawings> {
  const pool = new Map<string, SharedDrawings>();
  let memoryLeft = memory ?? Math.floor(MEMORY_SHARE * totalmem());
  for (const [group, members] of groupsOf(configs)) {
    const shared = await shareRunDrawings(unionOf(members), { memoryBytes: memoryLeft, onProgress });
    if (shared === undefined) continue;
    pool.set(group, shared);
    memoryLeft -= bytesOf(shared);
  }
  return { pool, memoryLeft };
}

/** Opens drawings out of a pool; those that are not in it from the disk, with at most `memory` bytes. */
export function openFromPool(pool: DrawingsPool, memory: number): OpenDrawings {
  return (config, onProgress) => {
    const shared = pool.get(groupOf(config));
    return shared
      ? selectRunDrawings(shared, config)
      : openRunDrawings({ ...config, memory: Math.max(1, Math.floor(memory)) }, onProgress);
  };
}

function groupsOf(configs: readonly DrawingsConfig[]): Map<string, DrawingsConfig[]> {
  const groups = new Map<string, DrawingsConfig[]>();
  for (const config of configs) {
    const group = groupOf(config);
    groups.set(group, [...(groups.get(group) ?? []), config]);
  }
  return groups;
}

/** What cells must have in common to share drawings: the order that says which come first depends on the split's seed. */
function groupOf({ data, exclude, splitSeed }: DrawingsConfig): string {
  return JSON.stringify([data, exclude, splitSeed]);
}

/** A configuration that takes all drawings that any of a group takes. */
function unionOf(members: readonly DrawingsConfig[]): DrawingsConfig {
  const isNamed = members.every(({ categories }) => categories !== null);
  const named = new Set(members.flatMap(({ categories }) => categories ?? []));
  return {
    ...members[0]!,
    categories: isNamed ? CATEGORIES.filter(name => named.has(name)) : null,
    perCategory: largestCount(members),
  };
}

/** Null where not every category need have as many as some members take: then all are read. */
function largestCount(members: readonly DrawingsConfig[]): number | null {
  const counts = new Set(members.map(({ perCategory }) => perCategory));
  if (counts.size === 1) return members[0]!.perCategory;
  const choices = new Set(members.map(({ categories }) => JSON.stringify(categories)));
  return counts.has(null) || choices.size > 1 ? null : Math.max(...(counts as Set<number>));
}

function bytesOf({ drawings, keys }: SharedDrawings): number {
  const { chunks, labels, hashes } = drawings;
  const arrays = [...chunks, labels, hashes, keys];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
