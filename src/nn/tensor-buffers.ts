import type { Backend, Buffer } from '../engine/index.ts';
import { initialValue } from './initializers.ts';
import type { ParameterSpec } from './parameter-scope.ts';
import type { Tensor } from './safetensors.ts';
import { checkTensors } from './tensor-check.ts';

/** Named tensors in the memory of a backend. */
export class TensorBuffers {
  readonly #backend: Backend;
  readonly #specs: readonly ParameterSpec[];
  readonly #buffers: ReadonlyMap<string, Buffer>;

  /** Allocates them; their content is not defined before `initialize` or `load`. */
  constructor(backend: Backend, specs: readonly ParameterSpec[]) {
    this.#backend = backend;
    this.#specs = specs;
    this.#buffers = new Map(specs.map(({ name, shape }) => [name, backend.buffer(shape)]));
  }

  find(name: string): Buffer | undefined {
    return this.#buffers.get(name);
  }

  /** Gives all of them the values they start with. */
  initialize(seed: number): void {
    for (const spec of this.#specs)
      this.#backend.write(this.#buffers.get(spec.name)!, initialValue(spec, seed));
  }

  /** Copies of all of them. */
  async save(): Promise<Map<string, Tensor>> {
    const tensors = new Map<string, Tensor>();
    for (const { name, shape } of this.#specs) {
      const elements = await this.#backend.read(this.#buffers.get(name)!);
      const data = elements instanceof Float32Array ? elements : Float32Array.from(elements);
      tensors.set(name, { shape, data });
    }
    return tensors;
  }

  /**
   * Takes all of them from `tensors`, which may hold others too.
   * @param where names the file they come from, for messages.
   * @throws DataError if one is missing or has another shape; nothing is changed then.
   */
  load(tensors: ReadonlyMap<string, Tensor>, where: string): void {
    checkTensors(this.#specs, tensors, where);
    for (const { name } of this.#specs)
      this.#backend.write(this.#buffers.get(name)!, tensors.get(name)!.data);
  }

  free(): void {
    for (const buffer of this.#buffers.values()) this.#backend.free(buffer);
  }
}
