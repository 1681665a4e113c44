// An operation says that rows of its outputs are rows of the batch only where that is so: what the compiler cuts in shards.
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  averagePool2d,
  batchNorm,
  broadcastTo,
  concat,
  conv2d,
  convTranspose2d,
  type DataType,
  dropout,
  embedding,
  flip,
  Graph,
  inTopK,
  logSoftmax,
  matmul,
  maximum,
  maxPool2d,
  multiply,
  normalize,
  pad,
  reshape,
  type Shape,
  sigmoidCrossEntropy,
  sizeOf,
  slice,
  softmax,
  softmaxCrossEntropy,
  square,
  sum,
  toFloat,
  transpose,
  upsample2d,
  type Value,
  warp,
} from '../../src/engine/index.ts';
import { averagePool2dGradient } from '../../src/engine/ops/average-pool2d-gradient.ts';
import { batchNormGradient } from '../../src/engine/ops/batch-norm-gradient.ts';
import { conv2dFilterGradient } from '../../src/engine/ops/conv2d-filter-gradient.ts';
import { embeddingGradient } from '../../src/engine/ops/embedding-gradient.ts';
import { maxPool2dGather } from '../../src/engine/ops/max-pool2d-gather.ts';
import { maxPool2dGradient } from '../../src/engine/ops/max-pool2d-gradient.ts';
import { softmaxCrossEntropyGradient } from '../../src/engine/ops/softmax-cross-entropy-gradient.ts';
import { upsample2dGradient } from '../../src/engine/ops/upsample2d-gradient.ts';
import { evaluate, normal, type Tensor } from './operation-check.ts';

const BATCH = 3;

/** An input: batched when its shape begins with 'N'. */
type Spec = readonly [shape: readonly ('N' | number)[], dtype?: DataType];

const f32 = (...shape: ('N' | number)[]): Spec => [shape];
const image = f32('N', 4, 4, 2);
const pooled = f32('N', 2, 2, 2);
const row = f32('N', 2);
const labels: Spec = [['N'], 'i32'];
const window = { size: 2, stride: 2 };
const same = { stride: 1, padding: 'same' as const };
const epsilon = { epsilon: 1e-3 };

type Build = (...inputs: Value[]) => Value | readonly Value[];

const rowwise: [string, Spec[], Build][] = [
  ['absolute', [image], absolute],
  ['add of rows', [row, row], add],
  ['add of a row for all', [row, f32(2)], add],
  ['multiply by a row of scalars', [row, f32('N', 1)], multiply],
  ['maximum with a scalar', [row, f32()], maximum],
  ['maximum with as many rows that are no batch', [row, f32(BATCH, 2)], maximum],
  ['broadcastTo within rows', [f32('N', 1)], x => broadcastTo(x, [BATCH, 4])],
  ['reshape within rows', [image], x => reshape(x, [BATCH, 32])],
  ['transpose within rows', [image], x => transpose(x, [0, 3, 1, 2])],
  ['flip within rows', [image], x => flip(x, 2)],
  ['sum within rows', [image], x => sum(x, [1, 2])],
  ['matmul', [row, f32(2, 5)], (a, b) => matmul(a, b)],
  ['conv2d', [image, f32(3, 3, 2, 3)], (x, w) => conv2d(x, w)],
  ['convTranspose2d', [image, f32(3, 3, 3, 2)], (x, w) => convTranspose2d(x, w, same)],
  ['maxPool2d', [image], x => maxPool2d(x)],
  ['maxPool2dGradient', [image, pooled], (x, g) => maxPool2dGradient(x, g, window)],
  ['maxPool2dGather', [image, image], (x, v) => maxPool2dGather(x, v, window)],
  ['averagePool2d', [image], x => averagePool2d(x)],
  ['averagePool2dGradient', [pooled], g => averagePool2dGradient(g, [BATCH, 4, 4, 2], window)],
  ['upsample2d', [pooled], x => upsample2d(x, 2)],
  ['upsample2dGradient', [image], x => upsample2dGradient(x, 2)],
  [
    'normalize',
    [image, f32(2), f32(2), f32(2), f32(2)],
    (x, m, v, g, b) => normalize(x!, m!, square(v!), g!, b!, 1),
  ],
  ['softmax', [row], softmax],
  ['logSoftmax', [row], logSoftmax],
  ['softmaxCrossEntropy', [row, labels], (z, t) => softmaxCrossEntropy(z, t)],
  ['softmaxCrossEntropyGradient', [row, labels, f32('N')], (z, t, g) => softmaxCrossEntropyGradient(z, t, g)],
  ['sigmoidCrossEntropy', [row, row], sigmoidCrossEntropy],
  ['inTopK', [row, labels], (z, t) => inTopK(z, t, 1)],
  ['dropout', [row, [[4], 'i32']], (x, random) => dropout(x, random, { rate: 0.5, layer: 0 })],
  ['embedding', [f32(2, 3), labels], embedding],
  ['concat within rows', [row, f32('N', 3)], (a, b) => concat([a, b], 1)],
  ['slice within rows', [row], x => slice(x, [0, 1], [BATCH, 1])],
  ['pad within rows', [row], x => pad(x, [0, 1], [0, 2])],
  ['toFloat', [[['N', 2], 'u8']], x => toFloat(x, 1)],
  ['warp', [[['N', 784], 'u8'], f32('N', 6), f32('N', 3, 3, 2)], warp],
];

const mixing: [string, Spec[], Build][] = [
  ['add to a tensor of more axes', [row, f32(2, BATCH, 2)], add],
  ['broadcastTo more axes', [row], x => broadcastTo(x, [2, BATCH, 2])],
  ['reshape across rows', [row], x => reshape(x, [BATCH * 2])],
  ['flip of rows', [row], x => flip(x, 0)],
  ['transpose of rows', [row], x => transpose(x, [1, 0])],
  ['sum over rows', [row], x => sum(x, [0])],
  ['sum over rows that keeps the axis', [row], x => sum(x, [0], { keepDims: true })],
  ['matmul of columns', [row, f32(BATCH, 5)], (a, b) => matmul(a, b, { transposeA: true })],
  ['matmul by rows', [row, row], (a, b) => matmul(a, b, { transposeB: true })],
  ['conv2d with batched filters', [image, f32('N', 3, 2, 3)], (x, w) => conv2d(x, w)],
  ['conv2dFilterGradient', [image, image], (x, g) => conv2dFilterGradient(x, g, [3, 3, 2, 2], same)],
  ['softmax over rows', [f32('N')], softmax],
  ['embedding in a batched table', [row, labels], embedding],
  ['embeddingGradient', [labels, row], (indices, g) => embeddingGradient(indices, g, BATCH)],
  ['concat of rows', [row, row], (a, b) => concat([a, b], 0)],
  ['slice of rows', [row], x => slice(x, [1, 0], [1, 2])],
  ['pad with rows', [row], x => pad(x, [1, 0], [0, 0])],
];

const shapeOf = ([shape]: Spec): Shape => shape.map(size => (size === 'N' ? BATCH : size));

function flags(specs: readonly Spec[], build: Build): boolean[] {
  const graph = new Graph();
  const inputs = specs.map((spec, index) =>
    graph.input(`input${index}`, shapeOf(spec), spec[1] ?? 'f32', { batched: spec[0][0] === 'N' }),
  );
  return [build(...inputs)].flat().map(output => (output as Value).batched);
}

function sample(spec: Spec, seed: number): Tensor {
  const shape = shapeOf(spec);
  if (spec[1] === 'i32')
    return { shape, dtype: 'i32', data: Array.from({ length: sizeOf(shape) }, (_, i) => (i + seed) % 2) };
  const { data } = normal(shape, seed);
  return spec[1] === 'u8'
    ? { shape, dtype: 'u8', data: data.map(value => Math.abs(value) * 50) }
    : { shape, data };
}

const rowOf = (data: readonly number[], index: number) =>
  data.slice((index * data.length) / BATCH, ((index + 1) * data.length) / BATCH);

describe('rows of the batch', () => {
  it.each(rowwise)('%s: row 1 depends on row 1 of the batch alone', async (_name, specs, build) => {
    expect(flags(specs, build)).not.toContain(false);
    const inputs = specs.map((spec, index) => sample(spec, index));
    const others = specs.map((spec, index) => {
      if (spec[0][0] !== 'N') return inputs[index]!;
      const data = [...sample(spec, index + 100).data];
      const size = data.length / BATCH;
      data.splice(size, size, ...rowOf(inputs[index]!.data, 1));
      return { ...inputs[index]!, data };
    });
    const [before] = await evaluate(build, inputs);
    const [after] = await evaluate(build, others);
    expect(before!.shape[0]).toBe(BATCH);
    expect(rowOf(after!.data, 1)).toEqual(rowOf(before!.data, 1));
  });

  it.each(mixing)('%s: no batch', (_name, specs, build) => {
    expect(flags(specs, build)).toEqual([false]);
  });

  it('batchNorm: a batch of images, and statistics that are none', () => {
    expect(flags([image, f32(2), f32(2)], (x, g, b) => Object.values(batchNorm(x, g, b, epsilon)))).toEqual([
      true,
      false,
      false,
    ]);
    expect(
      flags([image, f32(2), f32(2), f32(2), image], (x, g, m, v, gy) =>
        Object.values(batchNormGradient(x!, g!, m!, v!, gy!, epsilon)),
      ),
    ).toEqual([true, false, false]);
  });
});
