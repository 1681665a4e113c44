import type { Value } from '../graph.ts';
import type { Operation } from '../operation.ts';
import { sizeOf, type TensorType } from '../shape.ts';
import { requireFloats } from './input-types.ts';

type MatmulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

/** y = op(a) · op(b), op(a) [M, K] and op(b) [K, N] → y [M, N], where op transposes if its flag is set. */
export const matmulOperation: Operation<MatmulAttributes> = {
  name: 'matmul',
  infer(inputs, attributes, fail) {
    requireFloats(inputs, fail);
    if (inputs.some(input => input.shape.length !== 2)) return fail('needs two matrices');
    const { rows, inner, innerB, columns } = sizes(inputs, attributes);
    if (inner !== innerB) return fail(`the inner sizes ${inner} and ${innerB} differ`);
    return [{ shape: [rows, columns], dtype: 'f32' }];
  },
  isRowwise: ([, bBatched], _inputs, { transposeA }) => !bBatched && !transposeA,
  gradient({ inputs: [a, b], attributes: { transposeA, transposeB } }, [gradient]) {
    return [
      transposeA
        ? matmul(b!, gradient!, { transposeA: transposeB, transposeB: true })
        : matmul(gradient!, b!, { transposeB: !transposeB }),
      transposeB
        ? matmul(gradient!, a!, { transposeA: true, transposeB: transposeA })
        : matmul(a!, gradient!, { transposeA: !transposeA }),
    ];
  },
  evaluate([a, b], [y], attributes) {
    const { rows, inner, columns } = sizes([a!, b!], attributes);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          const left = a!.data[attributes.transposeA ? k * rows + i : i * inner + k]!;
          const right = b!.data[attributes.transposeB ? j * inner + k : k * columns + j]!;
          sum += left * right;
        }
        y!.data[i * columns + j] = sum;
      }
  },
  flops: (inputs, [y], attributes) => 2 * sizeOf(y!.shape) * sizes(inputs, attributes).inner,
};

function sizes([a, b]: readonly TensorType[], { transposeA, transposeB }: MatmulAttributes) {
  const [rows, inner] = transposeA ? [a!.shape[1]!, a!.shape[0]!] : [a!.shape[0]!, a!.shape[1]!];
  const [innerB, columns] = transposeB ? [b!.shape[1]!, b!.shape[0]!] : [b!.shape[0]!, b!.shape[1]!];
  return { rows, inner, innerB, columns };
}

/** Product of the matrices a [M, K] and b [K, N], either given transposed → [M, N]. */
export function matmul(
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Value {
  return a.graph.apply(matmulOperation, [a, b], { transposeA, transposeB })[0]!;
}
