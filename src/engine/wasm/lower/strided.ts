import { EngineError } from '../../../errors.ts';
import { type Shape, stridesOf } from '../../shape.ts';

/** Axes the strided kernels loop over. */
export const KERNEL_AXES = 5;

/** Nested loops over `sizes`, outermost first, with each operand's stride in elements along every axis (0: it repeats). */
export interface StridedLoops {
  readonly sizes: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/** Strides of a dense tensor of shape `from` read as if it were stretched to `to` (NumPy's broadcasting). */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : strides[axis - missing]!));
}

/** The same loops with as few axes as do: axes of size 1 dropped, neighbors joined that every operand walks through evenly. */
export function collapse({ sizes, strides }: StridedLoops): StridedLoops {
  const kept: number[] = [];
  const keptStrides: number[][] = strides.map(() => []);
  for (let axis = 0; axis < sizes.length; axis++) {
    const size = sizes[axis]!;
    if (size === 1) continue;
    const last = kept.length - 1;
    const joins =
      last >= 0 && strides.every((stride, operand) => keptStrides[operand]![last] === stride[axis]! * size);
    if (joins) kept[last]! *= size;
    else kept.push(size);
    const at = kept.length - 1;
    strides.forEach((stride, operand) => {
      keptStrides[operand]![at] = stride[axis]!;
    });
  }
  return { sizes: kept, strides: keptStrides };
}

/** Puts axes of size 1 before the others, so that there are `KERNEL_AXES`. */
export function padAxes({ sizes, strides }: StridedLoops): StridedLoops {
  const missing = KERNEL_AXES - sizes.length;
  if (missing < 0)
    throw new EngineError(`a strided kernel loops over ${KERNEL_AXES} axes, not ${sizes.length}`);
  return {
    sizes: [...new Array<number>(missing).fill(1), ...sizes],
    strides: strides.map(stride => [...new Array<number>(missing).fill(0), ...stride]),
  };
}
