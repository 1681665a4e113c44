import { setImmediate } from 'node:timers/promises';
import type { BatchPass } from '../batches.ts';
import type { RowSequence } from '../order.ts';
import type { ScatteredRows } from './scattered-rows.ts';
import type { Segment, SegmentPool } from './segment-pool.ts';

interface ReadAhead {
  readonly segment: Segment;
  readonly done: Promise<void>;
  settled: boolean;
}

/** A pass over drawings on disk: one segment is given out while the next is read. */
export class DiskPass implements BatchPass {
  readonly #store: ScatteredRows;
  readonly #sequence: RowSequence;
  readonly #pool: SegmentPool;
  readonly #segmentRows: number;
  #current: Segment | undefined;
  #ahead: ReadAhead | undefined;
  #ended = false;

  constructor(store: ScatteredRows, sequence: RowSequence, pool: SegmentPool, segmentRows: number) {
    this.#store = store;
    this.#sequence = sequence;
    this.#pool = pool;
    this.#segmentRows = segmentRows;
  }

  next(target: Uint8Array, labels: Int32Array): number | Promise<number> {
    const current = this.#current;
    const nothingUnderWay = this.#ahead === undefined || this.#ahead.settled;
    if (current !== undefined && current.left >= labels.length && nothingUnderWay) {
      return current.give(target, labels, 0);
    }
    return this.#nextLater(target, labels);
  }

  async #nextLater(target: Uint8Array, labels: Int32Array): Promise<number> {
    let written = 0;
    while (written < labels.length && !this.#ended) {
      if (this.#current === undefined || this.#current.left === 0) await this.#advance();
      written += this.#current?.give(target, labels, written) ?? 0;
    }
    // A caller that computes from batch to batch gives the reads no chance to go on but here.
    if (this.#ahead?.settled === false) await setImmediate();
    return written;
  }

  async #advance(): Promise<void> {
    this.#ahead ??= this.#readAhead();
    const next = this.#ahead;
    if (next !== undefined) await next.done;
    this.#release(this.#current);
    this.#current = next?.segment;
    this.#ahead = undefined;
    if (next === undefined) this.#ended = true;
    else this.#ahead = this.#readAhead();
  }

  #readAhead(): ReadAhead | undefined {
    const rows = this.#sequence(this.#segmentRows);
    if (rows.length === 0) return undefined;
    const segment = this.#pool.take(this.#segmentRows);
    const done = this.#store.read(rows, segment.bytes, segment.labels);
    const ahead: ReadAhead = { segment, done, settled: false };
    const settle = () => {
      segment.refilled(rows.length);
      ahead.settled = true;
    };
    done.then(settle, settle); // a failure is thrown to whoever needs the segment
    return ahead;
  }

  #release(segment: Segment | undefined): void {
    if (segment !== undefined) this.#pool.giveBack(this.#segmentRows, segment);
  }

  async close(): Promise<void> {
    this.#ended = true;
    const { segment, done } = this.#ahead ?? {};
    await done?.catch(() => {});
    this.#release(segment);
    this.#release(this.#current);
    this.#ahead = undefined;
    this.#current = undefined;
  }
}
