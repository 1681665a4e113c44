import { add, matmul, type Value } from '../../engine/index.ts';
import { type Initializer, zeros } from '../initializers.ts';
import type { ParameterScope } from '../parameter-scope.ts';

interface DenseOptions {
  readonly units: number;
  readonly initializer: Initializer;
  /** False where batch norm follows, which takes any bias away again. Default true. */
  readonly bias?: boolean;
  /** Default false. */
  readonly penalized?: boolean;
}

/** Every output from every input: x [N, C] → [N, units]. */
export function dense(scope: ParameterScope, x: Value, options: DenseOptions): Value {
  const { units, initializer, bias = true, penalized = false } = options;
  const kernel = scope.parameter('kernel', [x.shape[1]!, units], { initializer, penalized });
  const y = matmul(x, kernel);
  return bias ? add(y, scope.parameter('bias', [units], { initializer: zeros })) : y;
}
