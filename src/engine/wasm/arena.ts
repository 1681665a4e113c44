import { type Phase, touched } from './schedule.ts';
import type { Storage } from './storage.ts';

const ALIGNMENT = 64;

interface Placed {
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Lays the arena storages of a program out by lifetime: two may share memory when no phase touches both. Largest first,
 * each at the lowest place that is free during its whole life.
 *
 * @returns byte offset of each storage and the size of the arena.
 */
export function layOutArena(phases: readonly Phase[]): { offsets: Map<Storage, number>; bytes: number } {
  const lives = lifetimes(phases);
  const order = [...lives.keys()].sort((a, b) => b.bytes - a.bytes);
  const offsets = new Map<Storage, number>();
  const placed: Placed[] = [];
  let bytes = 0;
  for (const storage of order) {
    const { first, last } = lives.get(storage)!;
    const size = Math.ceil(storage.bytes / ALIGNMENT) * ALIGNMENT;
    const rivals = placed
      .filter(other => other.first <= last && first <= other.last)
      .sort((a, b) => a.start - b.start);
    let start = 0;
    for (const rival of rivals) {
      if (rival.start - start >= size) break;
      start = Math.max(start, rival.end);
    }
    offsets.set(storage, start);
    placed.push({ first, last, start, end: start + size });
    bytes = Math.max(bytes, start + size);
  }
  return { offsets, bytes };
}

function lifetimes(phases: readonly Phase[]): Map<Storage, { first: number; last: number }> {
  const lives = new Map<Storage, { first: number; last: number }>();
  phases.forEach((phase, index) => {
    for (const dispatch of phase) {
      const { read, written } = touched(dispatch);
      for (const storage of [...read, ...written]) {
        if (storage.kind !== 'arena') continue;
        const life = lives.get(storage);
        lives.set(storage, { first: life?.first ?? index, last: index });
      }
    }
  });
  return lives;
}
