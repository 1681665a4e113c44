import type { KernelName } from './kernels.ts';
import type { Address, Storage } from './storage.ts';

export type Argument = number | Address;

/** One call of a kernel; arguments in the order of its parameters. */
export interface Call {
  readonly kernel: KernelName;
  readonly args: readonly Argument[];
}

/** Kernel calls of one operation: tasks are independent of each other, the calls of a task follow one another. */
export interface Dispatch {
  readonly name: string;
  readonly tasks: readonly (readonly Call[])[];
  /** Task s works on the rows of shard s only; else a task may read anything written in earlier phases. */
  readonly sharded: boolean;
  readonly flops: number;
}

/** Dispatches that run with no barrier between them. */
export type Phase = readonly Dispatch[];

interface Dependencies {
  /** Indices of the dispatches that must come before. */
  readonly before: ReadonlySet<number>[];
}

/**
 * Puts dispatches in phases. A dispatch comes in a later phase than what it depends on, except that a sharded one may follow
 * a sharded one in the same phase: one thread takes a shard through the whole chain, while its data are in the cache.
 */
export function schedule(dispatches: readonly Dispatch[]): Phase[] {
  const { before } = findDependencies(dispatches);
  const phaseOf: number[] = [];
  dispatches.forEach((dispatch, index) => {
    let phase = 0;
    for (const earlier of before[index]!) {
      const together = dispatch.sharded && dispatches[earlier]!.sharded;
      phase = Math.max(phase, phaseOf[earlier]! + (together ? 0 : 1));
    }
    phaseOf.push(phase);
  });
  delaySharded(dispatches, before, phaseOf);
  const phases: Dispatch[][] = [];
  dispatches.forEach((dispatch, index) => {
    phases[phaseOf[index]!] ??= [];
    phases[phaseOf[index]!]!.push(dispatch);
  });
  return phases.filter(phase => phase !== undefined);
}

/** Moves sharded dispatches to the phase of their first reader, so that what they write is read while it is in the cache. */
function delaySharded(
  dispatches: readonly Dispatch[],
  before: readonly ReadonlySet<number>[],
  phaseOf: number[],
): void {
  const latest = dispatches.map(() => Number.POSITIVE_INFINITY);
  for (let index = dispatches.length - 1; index >= 0; index--) {
    const dispatch = dispatches[index]!;
    if (dispatch.sharded && latest[index]! < Number.POSITIVE_INFINITY) phaseOf[index] = latest[index]!;
    for (const earlier of before[index]!) {
      const together = dispatch.sharded && dispatches[earlier]!.sharded;
      latest[earlier] = Math.min(latest[earlier]!, phaseOf[index]! - (together ? 0 : 1));
    }
  }
}

function findDependencies(dispatches: readonly Dispatch[]): Dependencies {
  const writers = new Map<Storage, number[]>();
  const readers = new Map<Storage, number[]>();
  const before = dispatches.map((dispatch, index) => {
    const needs = new Set<number>();
    const { read, written } = touched(dispatch);
    for (const storage of read) for (const writer of writers.get(storage) ?? []) needs.add(writer);
    for (const storage of written) {
      for (const other of [...(writers.get(storage) ?? []), ...(readers.get(storage) ?? [])])
        needs.add(other);
    }
    for (const storage of read) append(readers, storage, index);
    for (const storage of written) append(writers, storage, index);
    needs.delete(index);
    return needs;
  });
  return { before };
}

/** Storages that a dispatch reads and writes. */
export function touched(dispatch: Dispatch): { read: Set<Storage>; written: Set<Storage> } {
  const read = new Set<Storage>();
  const written = new Set<Storage>();
  for (const task of dispatch.tasks)
    for (const { args } of task)
      for (const argument of args) {
        if (typeof argument === 'number') continue;
        if (argument.access !== 'write') read.add(argument.storage);
        if (argument.access !== 'read') written.add(argument.storage);
      }
  return { read, written };
}

function append(map: Map<Storage, number[]>, storage: Storage, index: number): void {
  const list = map.get(storage);
  if (list) list.push(index);
  else map.set(storage, [index]);
}
