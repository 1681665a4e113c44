import type { Node, Value } from './graph.ts';
import type { TensorType } from './shape.ts';

/** A tensor of the reference backend: float64 for `f32` values. Dense, row-major. */
export interface ReferenceTensor extends TensorType {
  readonly data: Float64Array | Int32Array | Uint8Array;
}

export type Attributes = Readonly<Record<string, unknown>>;

/**
 * One kind of operation, described as data: what shapes it takes and gives, its gradient written in other operations,
 * and an obviously right float64 kernel. A file of `ops/` holds one of these and the function that builds it.
 */
export interface Operation<A extends Attributes = Attributes> {
  readonly name: string;

  /** Types of the outputs. Throws through `fail` (op name and input shapes are added) when the inputs do not fit. */
  infer(inputs: readonly TensorType[], attributes: A, fail: (reason: string) => never): TensorType[];

  /**
   * Whether axis 0 of the outputs is the batch, so that what reads them can be cut in shards: mostly because row i depends on
   * row i of the batched inputs alone; a batch norm's output is batched too, though it needs the whole batch. One answer an
   * output, or one for all. Given which inputs are batched; called only when at least one is.
   */
  isRowwise(
    inputsBatched: readonly boolean[],
    inputs: readonly TensorType[],
    attributes: A,
  ): boolean | readonly boolean[];

  /**
   * Gradients with respect to the inputs, given those with respect to the outputs (undefined: zero).
   * Undefined where an input has none. Left out: the operation is not differentiable.
   */
  gradient?(node: Node<A>, outputGradients: readonly (Value | undefined)[]): (Value | undefined)[];

  /** Float64 reference kernel: plain loops. */
  evaluate(inputs: readonly ReferenceTensor[], outputs: readonly ReferenceTensor[], attributes: A): void;

  /** Floating-point operations of one evaluation, by the textbook count. */
  flops(inputs: readonly TensorType[], outputs: readonly TensorType[], attributes: A): number;
}
