import type { Graph, Value } from './graph.ts';
import type { DataType, Shape, TensorType } from './shape.ts';

/** Memory of a backend. Opaque: only the backend that made it can look inside. */
export interface Buffer extends TensorType {
  readonly backend: string;
}

export type TensorData = Float32Array | Float64Array | Int32Array | Uint8Array;

/** What a program reads and writes outside its own arena: a buffer for each input, parameter and output. */
export type Bindings = ReadonlyMap<Value, Buffer>;

/** A compiled graph, bound to buffers. */
export interface Program {
  /** Runs it once. Inputs must have been written before; outputs may be read after. */
  run(): Promise<void>;
  /** The flat list of calls, for people: what is called, FLOPs, bytes. */
  readonly calls: readonly CallDescription[];
  /** Runs it `repeats` times call by call and returns milliseconds for each entry of `calls`. */
  profile(repeats: number): Promise<Float64Array>;
  /** Bytes of intermediate values. */
  readonly arenaBytes: number;
  /** Frees its memory. */
  dispose(): void;
}

export interface CallDescription {
  readonly name: string;
  readonly tasks: number;
  /** Number of the phase; there is a barrier between phases. */
  readonly phase: number;
  readonly flops: number;
}

/**
 * A machine that runs graphs. Nothing here is synchronous but the queueing of work, so that a GPU fits: `write` may be
 * queued, `run` and `read` are promises, and between two kernels of a program the host computes nothing.
 */
export interface Backend {
  readonly name: string;
  buffer(shape: Shape, dtype?: DataType): Buffer;
  /** Copies `data` to the buffer, from element `offset` of the buffer on. */
  write(buffer: Buffer, data: TensorData, offset?: number): void;
  /** A copy of the buffer's elements. */
  read(buffer: Buffer): Promise<TensorData>;
  free(buffer: Buffer): void;
  /** Compiles what `outputs` and the graph's assignments need. */
  compile(graph: Graph, outputs: readonly Value[], bindings: Bindings): Program;
  close(): Promise<void>;
}
