import { EngineError } from '../../errors.ts';
import type { Backend, Bindings, Buffer, Program, TensorData } from '../backend.ts';
import { fuse } from '../compiler/fuse.ts';
import { simplify } from '../compiler/simplify.ts';
import type { Graph, Value } from '../graph.ts';
import { type DataType, formatShape, type Shape, sameShape, sizeOf } from '../shape.ts';
import { Crew, type StartThread } from './crew.ts';
import { Heap } from './heap.ts';
import { dispatchSteps, type KernelStep } from './kernel-calls.ts';
import { lowerGraph } from './lower-graph.ts';
import { bytesPerElement, SCRATCH_BYTES } from './lowering.ts';
import { WasmProgram } from './program.ts';
import type { Storage } from './storage.ts';

interface WasmBuffer extends Buffer {
  readonly storage: Storage;
}

export interface WasmBackendOptions {
  /** Threads that run programs, the caller's included. Default 1. */
  threads?: number;
  /** How to start the other threads; needed when `threads` > 1. */
  startThread?: StartThread;
  /** Limit of the memory. Default 4 GiB, which is reserved, not used. */
  maximumBytes?: number;
  /** Replace groups of operations by fused ones. Default true; false is for tests and for finding out what it brings. */
  fuse?: boolean;
}

const PAGE_BYTES = 65_536;
const MAXIMUM_PAGES = 65_536;

/** Runs graphs on the CPU: WebAssembly SIMD kernels in shared memory, one or more threads, the same bits for any number of them. */
export class WasmBackend implements Backend {
  readonly name = 'wasm';
  readonly threads: number;
  private readonly heap: Heap;
  private readonly crew: Crew;
  private readonly fuses: boolean;

  constructor(options: WasmBackendOptions = {}) {
    refuseOldHosts();
    this.threads = options.threads ?? 1;
    this.fuses = options.fuse ?? true;
    const maximumBytes = options.maximumBytes ?? MAXIMUM_PAGES * PAGE_BYTES;
    const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
    this.heap = new Heap(memory, maximumBytes);
    this.crew = new Crew(this.heap, this.threads, SCRATCH_BYTES, options.startThread);
  }

  buffer(shape: Shape, dtype: DataType = 'f32'): Buffer {
    const bytes = sizeOf(shape) * bytesPerElement(dtype);
    const address = this.heap.allocate(bytes);
    const storage: Storage = { name: 'buffer', bytes, kind: 'bound', address };
    return { backend: this.name, shape, dtype, storage } as WasmBuffer;
  }

  write(buffer: Buffer, data: TensorData, offset = 0): void {
    const view = this.view(buffer);
    if (offset + data.length > view.length)
      throw new EngineError(
        `write: ${data.length} elements at ${offset} do not fit ${formatShape(buffer.shape)}`,
      );
    view.set(data, offset);
  }

  async read(buffer: Buffer): Promise<TensorData> {
    return this.view(buffer).slice();
  }

  /**
   * The buffer's own memory, for hosts on the same memory as the engine: filling a batch in place saves a copy. Not part of
   * the general interface.
   */
  view(buffer: Buffer): Float32Array | Int32Array | Uint8Array {
    const { address } = this.storageOf(buffer);
    const Type = { f32: Float32Array, i32: Int32Array, u8: Uint8Array }[buffer.dtype];
    return new Type(this.heap.memory.buffer, address!, sizeOf(buffer.shape));
  }

  free(buffer: Buffer): void {
    this.heap.release(this.storageOf(buffer).address!);
  }

  compile(graph: Graph, outputs: readonly Value[], bindings: Bindings): Program {
    const simple = simplify(graph, outputs);
    const kept = outputs.map(output => simple.find(output)!);
    const fused = this.fuses
      ? fuse(simple.graph, kept)
      : { graph: simple.graph, find: (value: Value) => value };
    const find = (old: Value): Value | undefined => {
      const value = simple.find(old);
      return value && fused.find(value);
    };
    const bound = new Map<Value, Storage>();
    for (const leaf of [...graph.inputs, ...graph.parameters]) {
      const value = find(leaf);
      if (value) bound.set(value, this.boundStorage(leaf, bindings));
    }
    const targets = new Map<Value, Storage[]>();
    for (const output of outputs) {
      const value = find(output)!;
      targets.set(value, [...(targets.get(value) ?? []), this.boundStorage(output, bindings)]);
    }
    return new WasmProgram(this.heap, this.crew, lowerGraph(fused.graph, targets, bound));
  }

  /**
   * A program of kernel calls given one by one, for computations that are no graphs, such as growing trees. What it computes must not depend
   * on which thread takes which task. Not part of the general interface.
   */
  compileCalls(steps: readonly KernelStep[]): Program {
    return new WasmProgram(
      this.heap,
      this.crew,
      dispatchSteps(steps, buffer => this.storageOf(buffer)),
    );
  }

  async close(): Promise<void> {
    await this.crew.close();
  }

  private boundStorage(value: Value, bindings: Bindings): Storage {
    const what = value.name ?? value.node?.operation.name ?? value.kind;
    const buffer = bindings.get(value);
    if (!buffer) throw new EngineError(`compile: no buffer is bound to ${what}`);
    if (!sameShape(buffer.shape, value.shape) || buffer.dtype !== value.dtype)
      throw new EngineError(
        `compile: ${what} is ${value.dtype}${formatShape(value.shape)}, its buffer ${buffer.dtype}${formatShape(buffer.shape)}`,
      );
    return this.storageOf(buffer);
  }

  private storageOf(buffer: Buffer): Storage {
    if (buffer.backend !== this.name)
      throw new EngineError(`a buffer of the ${buffer.backend} backend was given to ${this.name}`);
    return (buffer as WasmBuffer).storage;
  }
}

/** A module of one SIMD instruction: `WebAssembly.validate` of it tells whether the host knows SIMD. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
  11,
]);

function refuseOldHosts(): void {
  if (typeof SharedArrayBuffer === 'undefined')
    throw new EngineError('this host has no SharedArrayBuffer', {
      hint: 'in a browser the page must be cross-origin isolated (headers COOP same-origin and COEP require-corp); Node has it from 20 on',
    });
  if (!WebAssembly.validate(SIMD_PROBE))
    throw new EngineError('this host has no WebAssembly SIMD', {
      hint: 'use Node 20.19 or newer, or a browser of 2023 or newer',
    });
}
