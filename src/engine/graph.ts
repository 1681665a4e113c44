import { EngineError } from '../errors.ts';
import type { Attributes, Operation } from './operation.ts';
import { type DataType, formatShape, type Shape, sameShape, sizeOf, type TensorType } from './shape.ts';

/** A tensor of a graph: single assignment, shape known when it is built. */
export interface Value extends TensorType {
  readonly id: number;
  readonly graph: Graph;
  /** The operation that makes it; undefined for inputs, parameters and constants. */
  readonly node: Node | undefined;
  readonly kind: 'input' | 'parameter' | 'constant' | 'result';
  readonly name: string | undefined;
  /** Whether axis 0 is the batch and rows are independent of each other, so that work on it can be cut in shards. */
  readonly batched: boolean;
  /** Elements of a constant. */
  readonly data: readonly number[] | undefined;
}

/** One use of an operation. */
export interface Node<A extends Attributes = Attributes> {
  readonly id: number;
  readonly operation: Operation<A>;
  readonly attributes: A;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** `parameter` takes the value of `value` when the program has run. */
interface Assignment {
  readonly parameter: Value;
  readonly value: Value;
}

/**
 * A list of operations on named, shaped values. Operations are added by the functions of `ops/`; nodes stand in an order
 * in which they can be run.
 */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: Value[] = [];
  readonly parameters: Value[] = [];
  readonly constants: Value[] = [];
  readonly assignments: Assignment[] = [];
  private nextId = 0;

  /** A tensor the caller writes before each run. `batched`: axis 0 is the batch. */
  input(name: string, shape: Shape, dtype: DataType = 'f32', options: { batched?: boolean } = {}): Value {
    this.refuseSecond(name);
    const value = this.value({ shape, dtype }, { kind: 'input', name, batched: options.batched ?? false });
    this.inputs.push(value);
    return value;
  }

  /** A float tensor that lives from run to run: a weight, an optimizer's moment, a running mean. */
  parameter(name: string, shape: Shape): Value {
    this.refuseSecond(name);
    const value = this.value({ shape, dtype: 'f32' }, { kind: 'parameter', name });
    this.parameters.push(value);
    return value;
  }

  constant(data: readonly number[], shape: Shape = [data.length], dtype: DataType = 'f32'): Value {
    if (data.length !== sizeOf(shape))
      throw new EngineError(`constant: ${data.length} elements do not fill ${formatShape(shape)}`);
    const value = this.value({ shape, dtype }, { kind: 'constant', data });
    this.constants.push(value);
    return value;
  }

  scalar(data: number): Value {
    return this.constant([data], []);
  }

  /** Gives `parameter` the value of `value` at the end of each run. */
  assign(parameter: Value, value: Value): void {
    if (parameter.kind !== 'parameter') throw new EngineError('assign: the target is not a parameter');
    if (!sameShape(parameter.shape, value.shape))
      throw new EngineError(
        `assign: ${parameter.name} is ${formatShape(parameter.shape)}, the value ${formatShape(value.shape)}`,
      );
    if (this.assignments.some(assignment => assignment.parameter === parameter))
      throw new EngineError(`assign: ${parameter.name} is already assigned`);
    this.assignments.push({ parameter, value });
  }

  /** Adds an operation. Wrong shapes are an EngineError that names the operation, the shapes and the line that built it. */
  apply<A extends Attributes>(
    operation: Operation<A>,
    inputs: readonly Value[],
    attributes: A,
  ): readonly Value[] {
    const fail = (reason: string): never => {
      const shapes = inputs.map(input => `${input.dtype}${formatShape(input.shape)}`).join(', ');
      throw new EngineError(`${operation.name}(${shapes}): ${reason}${builtAt()}`);
    };
    if (inputs.some(input => input.graph !== this)) fail('an input belongs to another graph');
    const types = operation.infer(inputs, attributes, fail);
    const batches = inputs.map(input => input.batched);
    const rowwise = batches.includes(true) && operation.isRowwise(batches, inputs, attributes);
    const outputs: Value[] = [];
    const node: Node<A> = { id: this.nextId++, operation, attributes, inputs, outputs };
    // An operation's attributes are read only by itself: widening A to Attributes is safe.
    types.forEach((type, index) => {
      const batched = typeof rowwise === 'boolean' ? rowwise : rowwise[index]!;
      outputs.push(this.value(type, { kind: 'result', node: node as unknown as Node, batched }));
    });
    this.nodes.push(node as unknown as Node);
    return outputs;
  }

  private value(type: TensorType, rest: Partial<Value> & Pick<Value, 'kind'>): Value {
    return {
      id: this.nextId++,
      graph: this,
      node: undefined,
      name: undefined,
      batched: false,
      data: undefined,
      shape: type.shape,
      dtype: type.dtype,
      ...rest,
    };
  }

  private refuseSecond(name: string): void {
    if ([...this.inputs, ...this.parameters].some(value => value.name === name))
      throw new EngineError(`the graph already has an input or parameter called '${name}'`);
  }
}

/** " (built at model.ts:12:5)": the first frame of the stack outside the engine. */
function builtAt(): string {
  const lines = new Error().stack?.split('\n').slice(1) ?? [];
  const outside = lines.find(line => !/[\\/](src|dist)[\\/]engine[\\/]/.test(line));
  const place = outside?.match(/([^\\/(]+:\d+:\d+)\)?$/)?.[1];
  return place ? ` (built at ${place})` : '';
}
