import type { CallDescription, Program } from '../backend.ts';
import { layOutArena } from './arena.ts';
import type { Crew } from './crew.ts';
import { encodeProgram } from './encode.ts';
import type { Heap } from './heap.ts';
import { type Dispatch, type Phase, schedule, touched } from './schedule.ts';
import type { Storage } from './storage.ts';

/** Dispatches with their memory, ready to run. */
export class WasmProgram implements Program {
  readonly calls: readonly CallDescription[];
  readonly arenaBytes: number;
  private readonly heap: Heap;
  private readonly crew: Crew;
  private readonly phases: readonly Phase[];
  private readonly code: number;
  private readonly owned: number[] = [];
  private disposed = false;

  constructor(heap: Heap, crew: Crew, dispatches: readonly Dispatch[]) {
    this.heap = heap;
    this.crew = crew;
    this.phases = schedule(dispatches);
    this.arenaBytes = this.placeStorages();
    this.code = this.load(this.phases);
    this.calls = this.phases.flatMap((phase, index) =>
      phase.map(({ name, tasks, flops }) => ({ name, tasks: tasks.length, phase: index, flops })),
    );
  }

  async run(): Promise<void> {
    await this.crew.ready;
    this.crew.run(this.code, 0, this.phases.length);
  }

  async profile(repeats: number): Promise<Float64Array> {
    await this.crew.ready;
    const single = this.phases.flatMap(phase => phase.map(dispatch => [dispatch]));
    const code = this.load(single);
    const ms = new Float64Array(single.length);
    for (let repeat = 0; repeat < repeats; repeat++)
      for (let index = 0; index < single.length; index++) {
        const start = performance.now();
        this.crew.run(code, index, index + 1);
        ms[index]! += performance.now() - start;
      }
    this.heap.release(this.owned.pop()!);
    return ms.map(total => total / repeats);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const address of this.owned) this.heap.release(address);
  }

  /** Gives every storage its address. Returns the bytes of the arena. */
  private placeStorages(): number {
    const { offsets, bytes } = layOutArena(this.phases);
    const arena = this.own(bytes);
    for (const [storage, offset] of offsets) storage.address = arena + offset;
    for (const storage of this.storages()) {
      if (storage.kind !== 'own' || storage.address !== undefined) continue;
      storage.address = this.own(storage.bytes);
      const { content } = storage;
      if (!content) continue;
      const { buffer, byteOffset, byteLength } = content;
      new Uint8Array(this.heap.memory.buffer, storage.address, byteLength).set(
        new Uint8Array(buffer, byteOffset, byteLength),
      );
    }
    return bytes;
  }

  private *storages(): Iterable<Storage> {
    for (const phase of this.phases)
      for (const dispatch of phase) {
        const { read, written } = touched(dispatch);
        yield* read;
        yield* written;
      }
  }

  private load(phases: readonly Phase[]): number {
    const address = this.own(4 * encodeProgram(phases, 0).length);
    const words = encodeProgram(phases, address);
    new Uint32Array(this.heap.memory.buffer, address, words.length).set(words);
    return address;
  }

  private own(bytes: number): number {
    const address = this.heap.allocate(bytes);
    this.owned.push(address);
    return address;
  }
}
