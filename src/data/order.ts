// The order of an epoch: which drawing comes at which position, told by (seed, epoch, position) alone. Nothing
// needs to be saved to go on in the middle of an epoch, and data in memory and on disk are seen in the same order.
//
// Up to 2^20 drawings the order is a uniform permutation. Beyond, drawings on disk could not be read in such an
// order with bounded memory, so runs of 16 neighbors are permuted, then the drawings within each window of about
// 2^18. docs/decisions/shuffling.md measures what that costs.

import { RandomStream } from '../engine/index.ts';

export interface ShuffleShape {
  /** Up to so many drawings are permuted exactly. */
  readonly exactRows: number;
  /** Drawings of a window at most. A multiple of `runRows`. */
  readonly windowRows: number;
  /** Neighbors that stay in one window. */
  readonly runRows: number;
}

export const shuffleShape: ShuffleShape = { exactRows: 1 << 20, windowRows: 1 << 18, runRows: 16 };

export interface EpochOrder {
  readonly count: number;
  /** First position of each window, and `count` at the end. */
  readonly windowStarts: readonly number[];
  /** The drawings (indices below `count`) at the positions of window `index`, in order. */
  window(index: number): Uint32Array;
}

/**
 * The order of `count` drawings in an epoch.
 * @param seed an integer from 0 to 2^53 − 1.
 * @param epoch an integer from 0 on.
 */
export function epochOrder(
  count: number,
  seed: number,
  epoch: number,
  shape: ShuffleShape = shuffleShape,
): EpochOrder {
  return count <= shape.exactRows ? exactOrder(count, seed, epoch) : windowedOrder(count, seed, epoch, shape);
}

/** 0, 1, 2, … */
export function identity(count: number): Uint32Array {
  const values = new Uint32Array(count);
  for (let index = 0; index < count; index++) values[index] = index;
  return values;
}

function exactOrder(count: number, seed: number, epoch: number): EpochOrder {
  return {
    count,
    windowStarts: count === 0 ? [0] : [0, count],
    window() {
      const order = identity(count);
      new RandomStream(seed, 'shuffle', epoch).shuffle(order);
      return order;
    },
  };
}

function windowedOrder(count: number, seed: number, epoch: number, shape: ShuffleShape): EpochOrder {
  const { runRows } = shape;
  const runCount = Math.ceil(count / runRows);
  const runs = identity(runCount);
  new RandomStream(seed, 'shuffle', epoch).shuffle(runs);
  // Windows of equal size: a small last one would mix few runs only.
  const windowCount = Math.ceil(count / shape.windowRows);
  const firstRun = (window: number) => Math.floor((window * runCount) / windowCount);
  const rowsMissing = runCount * runRows - count; // of the last run, wherever it went
  const shortRun = runs.indexOf(runCount - 1);
  const start = (window: number) =>
    firstRun(window) * runRows - (shortRun < firstRun(window) ? rowsMissing : 0);
  const windowStarts = Array.from({ length: windowCount + 1 }, (_, window) => start(window));
  return {
    count,
    windowStarts,
    window(index) {
      const order = new Uint32Array(windowStarts[index + 1]! - windowStarts[index]!);
      let filled = 0;
      for (const run of runs.subarray(firstRun(index), firstRun(index + 1))) {
        const end = Math.min(count, (run + 1) * runRows);
        for (let row = run * runRows; row < end; row++) order[filled++] = row;
      }
      new RandomStream(seed, 'shuffle', epoch, index + 1).shuffle(order);
      return order;
    },
  };
}

/** Gives the next rows of a pass, `limit` at most, none after the last. A view, valid until the next call. */
export type RowSequence = (limit: number) => Uint32Array;

const NO_ROWS = new Uint32Array(0);

/** `rows` in the shuffled order of an epoch, from position `start` on. */
export function shuffledRows(
  rows: Uint32Array,
  seed: number,
  epoch: number,
  start: number,
  shape: ShuffleShape = shuffleShape,
): RowSequence {
  const { windowStarts, window } = epochOrder(rows.length, seed, epoch, shape);
  let position = start;
  let index = windowStarts.findLastIndex(first => first <= position);
  let current: Uint32Array | undefined;
  return limit => {
    if (position >= rows.length) return NO_ROWS;
    current ??= window(index).map(place => rows[place]!);
    const offset = position - windowStarts[index]!;
    const taken = current.subarray(offset, offset + limit);
    position += taken.length;
    if (position === windowStarts[index + 1]) {
      index += 1;
      current = undefined;
    }
    return taken;
  };
}

/** `rows` as they are, from position `start` on. */
export function rowsInOrder(rows: Uint32Array, start: number): RowSequence {
  let position = start;
  return limit => {
    const taken = rows.subarray(position, position + limit);
    position += taken.length;
    return taken;
  };
}
