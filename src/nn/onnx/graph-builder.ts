import { formatShape, sizeOf, type Value } from '../../engine/index.ts';
import { EngineError } from '../../errors.ts';
import { type DenseArray, permute } from '../permute.ts';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from './wire.ts';

/** Axes of [N, H, W, C] in ONNX's order of images, [N, C, H, W], and the way back. */
export const CHANNELS_FIRST = [0, 3, 1, 2] as const;
export const CHANNELS_LAST = [0, 2, 3, 1] as const;

export const IMAGE_RANK = 4;

/**
 * An ONNX graph under construction. Tensors of four axes are images: ONNX has their channels first, the engine last. Everything computed is kept in
 * ONNX's order; what is known already is stored in whatever order its reader asks for.
 */
export class OnnxGraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #known: ReadonlyMap<Value, DenseArray>;
  readonly #computed = new Map<Value, string>();
  /** Names of initializers by content. */
  readonly #stored = new Map<string, string>();
  readonly #places = new Map<Value, number>();

  constructor(known: ReadonlyMap<Value, DenseArray>) {
    this.#known = known;
  }

  isKnown(value: Value): boolean {
    return this.#known.has(value);
  }

  /** Says under which name a value is computed. */
  define(value: Value, name: string): void {
    this.#computed.set(value, name);
  }

  /** Adds a node. @returns the name of its output. */
  add(
    opType: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): string {
    const count = this.nodes.filter(node => node.opType === opType).length + 1;
    const name = `${opType}_${count}`;
    const output = `${name}_y`;
    this.nodes.push({ name, opType, inputs, output, attributes });
    return output;
  }

  /** The name of a value as an operand of a result of `rank` axes, against which it broadcasts as NumPy's do. */
  operand(value: Value, rank = value.shape.length): string {
    const isImage = rank === IMAGE_RANK;
    if (!this.#known.has(value)) {
      if (isImage && value.shape.length !== IMAGE_RANK && value.shape.length > 0)
        throw new EngineError(`ONNX: ${formatShape(value.shape)} cannot be spread over an image.`);
      return this.#computed.get(value)!;
    }
    if (!isImage || sizeOf(value.shape) === 1) return this.constant(value);
    const shape = [...new Array<number>(rank - value.shape.length).fill(1), ...value.shape];
    return this.constant(value, CHANNELS_FIRST, shape);
  }

  /**
   * The name of a known value, stored with its axes in this order.
   * @param shape read it as of this shape first.
   * @throws EngineError if it is not known.
   */
  constant(value: Value, order?: readonly number[], shape = value.shape): string {
    const known = this.#known.get(value);
    if (!known)
      throw new EngineError(`ONNX: ${formatShape(value.shape)} is needed as a constant, but is computed.`);
    return this.#store(`${value.id} ${order}`, this.#nameOf(value), () => {
      if (!order) return { shape, data: Float32Array.from(known.data) };
      return { shape: order.map(axis => shape[axis]!), data: permute({ shape, data: known.data }, order) };
    });
  }

  /** The name of a vector of whole numbers, which operators take for shapes and places. */
  integers(values: readonly bigint[]): string {
    return this.#store(`integers ${values}`, `integers_${values.join('_')}`, () => {
      return { shape: [values.length], data: BigInt64Array.from(values) };
    });
  }

  /** Gives the tensor `from` the name `to`. */
  rename(from: string, to: string): void {
    const renamed = (name: string) => (name === from ? to : name);
    this.nodes.forEach((node, index) => {
      this.nodes[index] = { ...node, inputs: node.inputs.map(renamed), output: renamed(node.output) };
    });
  }

  #nameOf(value: Value): string {
    if (value.name !== undefined) return value.name;
    const place = this.#places.get(value) ?? this.#places.size + 1;
    this.#places.set(value, place);
    return `constant_${place}`;
  }

  #store(key: string, wanted: string, make: () => Omit<OnnxTensor, 'name'>): string {
    const stored = this.#stored.get(key);
    if (stored !== undefined) return stored;
    const isTaken = this.initializers.some(({ name }) => name === wanted);
    const name = isTaken ? `${wanted}_${this.initializers.length}` : wanted;
    this.initializers.push({ name, ...make() });
    this.#stored.set(key, name);
    return name;
  }
}
