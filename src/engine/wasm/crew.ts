import { EngineError } from '../../errors.ts';
import type { Heap } from './heap.ts';
import { type KernelExports, kernelModule } from './kernels.ts';

/** What a thread is told when it starts; see member.js. */
export interface Membership {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly scratch: number;
  readonly threads: number;
}

export interface CrewThread {
  /**
   * Resolves when it serves, rejects when it cannot start. The caller must not block before: it would wait in a barrier for a thread
   * that failed, and in a browser a thread starts only while its parent is idle.
   */
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

/** Starts a thread that calls `serve(membership)` of member.js. */
export type StartThread = (membership: Membership) => CrewThread;

/** What `ready` rejects with. */
export function threadFailure(why: string, cause?: unknown): EngineError {
  const hint = 'use fewer threads (--threads 1)';
  return new EngineError(`a thread of the engine could not start: ${why}`, { hint, cause });
}

const CONTROL_WORDS = 6;
const SYNC_BYTES = 64;
const STOP = 5;

/** The threads that run programs: the caller's and `threads − 1` others, each with an instance on the same memory. */
export class Crew {
  readonly threads: number;
  readonly exports: KernelExports;
  private readonly control: Int32Array;
  /** Address of the barrier's state. A thread may look at it once more when a run is over, so it outlives all programs. */
  private readonly sync: number;
  private readonly others: CrewThread[] = [];
  /** Resolves when all threads have started, rejects when one could not. */
  readonly ready: Promise<unknown>;

  constructor(heap: Heap, threads: number, scratchBytes: number, start: StartThread | undefined) {
    if (threads > 1 && !start) throw new EngineError('more than one thread needs a way to start threads');
    this.threads = threads;
    const module = kernelModule();
    const control = heap.allocate(4 * CONTROL_WORDS);
    this.sync = heap.allocate(SYNC_BYTES);
    this.control = new Int32Array(heap.memory.buffer, control, CONTROL_WORDS);
    const instance = new WebAssembly.Instance(module, { env: { memory: heap.memory } });
    this.exports = instance.exports as unknown as KernelExports;
    this.exports.setScratch(heap.allocate(scratchBytes));
    for (let other = 1; other < threads; other++) {
      const scratch = heap.allocate(scratchBytes);
      this.others.push(start!({ module, memory: heap.memory, control, scratch, threads }));
    }
    this.ready = Promise.all(this.others.map(thread => thread.ready));
    // Who never runs a program never asks.
    this.ready.catch(() => {});
  }

  /** Runs phases `from` to `to` of the program at `program` on all threads; returns when all are done. */
  run(program: number, from: number, to: number): void {
    if (this.threads > 1) {
      this.control.set([program, this.sync, from, to], 1);
      Atomics.add(this.control, 0, 1);
      Atomics.notify(this.control, 0);
    }
    this.exports.run(program, this.sync, this.threads, from, to);
  }

  async close(): Promise<void> {
    Atomics.store(this.control, STOP, 1);
    Atomics.add(this.control, 0, 1);
    Atomics.notify(this.control, 0);
    await Promise.all(this.others.map(other => other.ended));
  }
}
