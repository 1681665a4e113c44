import { dropout, type Value } from '../../engine/index.ts';
import type { ParameterScope } from '../parameter-scope.ts';

/**
 * In training, sets a share `rate` of the elements to zero and scales the others up; in evaluation x itself.
 */
export function dropoutLayer(scope: ParameterScope, x: Value, rate: number): Value {
  if (scope.mode === 'evaluation' || rate === 0) return x;
  return dropout(x, scope.random(), { rate, layer: scope.nextDropout() });
}
