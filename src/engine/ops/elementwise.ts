import type { Value } from '../graph.ts';
import type { Attributes, Operation } from '../operation.ts';
import { broadcastShapes, sizeOf } from '../shape.ts';
import { broadcastIndex } from './broadcasting.ts';
import { requireFloats } from './input-types.ts';
import { sumToShape } from './sum-to-shape.ts';

interface UnaryRule<A extends Attributes> {
  readonly name: string;
  evaluate(x: number, attributes: A): number;
  /** The gradient with respect to x given that with respect to y; undefined where it is zero everywhere. */
  gradient(gradient: Value, x: Value, y: Value, attributes: A): Value | undefined;
}

/** y[i] = f(x[i]): an operation on one float tensor of any shape. */
export function unaryOperation<A extends Attributes = Attributes>(rule: UnaryRule<A>): Operation<A> {
  return {
    name: rule.name,
    infer(inputs, _attributes, fail) {
      requireFloats(inputs, fail);
      return [{ shape: inputs[0]!.shape, dtype: 'f32' }];
    },
    isRowwise: () => true,
    gradient: ({ inputs: [x], outputs: [y], attributes }, [gradient]) => [
      rule.gradient(gradient!, x!, y!, attributes),
    ],
    evaluate([x], [y], attributes) {
      for (let i = 0; i < x!.data.length; i++) y!.data[i] = rule.evaluate(x!.data[i]!, attributes);
    },
    flops: ([x]) => sizeOf(x!.shape),
  };
}

interface BinaryRule {
  readonly name: string;
  evaluate(a: number, b: number): number;
  /** Gradients with respect to a and b, both in the shape of y. */
  gradient(gradient: Value, a: Value, b: Value, y: Value): [Value, Value];
}

/**
 * y[i] = f(a[i], b[i]): an operation on two float tensors whose shapes broadcast as in NumPy: aligned at the right, 1 stretches.
 * Rows are the batch only where the batched operands have the full rank and the output's number of rows; another operand
 * of that size is read row by row too.
 */
export function binaryOperation(rule: BinaryRule): Operation {
  return {
    name: rule.name,
    infer(inputs, _attributes, fail) {
      requireFloats(inputs, fail);
      const shape = broadcastShapes(inputs[0]!.shape, inputs[1]!.shape);
      return shape ? [{ shape, dtype: 'f32' }] : fail('the shapes do not broadcast');
    },
    isRowwise(batched, [a, b]) {
      const shape = broadcastShapes(a!.shape, b!.shape)!;
      return [a!, b!].every(
        (input, index) =>
          !batched[index] || (input.shape.length === shape.length && input.shape[0] === shape[0]),
      );
    },
    gradient({ inputs: [a, b], outputs: [y] }, [gradient]) {
      const [gradientA, gradientB] = rule.gradient(gradient!, a!, b!, y!);
      return [sumToShape(gradientA, a!.shape), sumToShape(gradientB, b!.shape)];
    },
    evaluate([a, b], [y]) {
      const indexA = broadcastIndex(a!.shape, y!.shape);
      const indexB = broadcastIndex(b!.shape, y!.shape);
      for (let i = 0; i < y!.data.length; i++)
        y!.data[i] = rule.evaluate(a!.data[indexA(i)]!, b!.data[indexB(i)]!);
    },
    flops: (_inputs, [y]) => sizeOf(y!.shape),
  };
}
