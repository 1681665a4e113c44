import type { Backend, Buffer, Graph, Program, TensorData, Value } from '../engine/index.ts';

/** A compiled graph with buffers of its own for inputs and outputs. */
export class BoundProgram {
  readonly program: Program;
  readonly #backend: Backend;
  readonly #buffers = new Map<Value, Buffer>();

  /**
   * @param outputs what will be read.
   * @param parameter gives the buffer of a parameter by its name.
   */
  constructor(
    backend: Backend,
    graph: Graph,
    outputs: readonly Value[],
    parameter: (name: string) => Buffer | undefined,
  ) {
    this.#backend = backend;
    const bindings = new Map<Value, Buffer>();
    for (const value of graph.parameters) {
      const buffer = parameter(value.name!);
      if (buffer) bindings.set(value, buffer);
    }
    for (const value of [...graph.inputs, ...outputs]) {
      const buffer = backend.buffer(value.shape, value.dtype);
      this.#buffers.set(value, buffer);
      bindings.set(value, buffer);
    }
    this.program = backend.compile(graph, outputs, bindings);
  }

  /** Copies `data` to the first elements of an input; does nothing for an input the graph lacks. */
  write(input: Value | undefined, data: TensorData | undefined): void {
    if (input && data) this.#backend.write(this.#buffers.get(input)!, data);
  }

  run(): Promise<void> {
    return this.program.run();
  }

  /** A copy of an output. */
  read(output: Value): Promise<TensorData> {
    return this.#backend.read(this.#buffers.get(output)!);
  }

  free(): void {
    this.program.dispose();
    for (const buffer of this.#buffers.values()) this.#backend.free(buffer);
  }
}
