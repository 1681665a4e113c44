import { expect, it } from 'vitest';
import { cnn, encodeSafetensors, mlp, torchState } from '../../src/nn/index.ts';
import { someWeights } from './onnx-case.ts';

const plain = { classes: 3, init: 'he', dropout: 0 } as const;

it('names weights as PyTorch does, with its order of axes', () => {
  const weights = someWeights(cnn({ ...plain, width: 2, norm: 'none' }));
  const state = torchState(weights, 7);
  expect([...state].map(([name, { shape }]) => `${name} ${shape.join('×')}`)).toEqual([
    'conv1.weight 2×1×3×3',
    'conv1.bias 2',
    'conv2.weight 4×2×3×3',
    'conv2.bias 4',
    'conv3.weight 8×4×3×3',
    'conv3.bias 8',
    'conv4.weight 16×8×3×3',
    'conv4.bias 16',
    'dense1.weight 16×16',
    'dense1.bias 16',
    'dense2.weight 3×16',
    'dense2.bias 3',
  ]);
  const kernel = weights.get('conv2/kernel')!.data;
  const [row, column, from, to] = [2, 1, 1, 3];
  expect(state.get('conv2.weight')!.data[((to * 2 + from) * 3 + row) * 3 + column]).toBe(
    kernel[((row * 3 + column) * 2 + from) * 4 + to],
  );
  expect(state.get('dense2.weight')!.data[2 * 16 + 5]).toBe(weights.get('dense2/kernel')!.data[5 * 3 + 2]);
  expect(state.get('dense2.bias')!.data).toEqual(weights.get('dense2/bias')!.data);
});

it('has the running statistics of batch norms, and the steps they counted', () => {
  const weights = someWeights(mlp({ ...plain, hidden: [4], norm: 'batch' }));
  const state = torchState(weights, 7);
  expect([...state.keys()]).toEqual([
    'norm1.num_batches_tracked',
    'dense1.weight',
    'norm1.weight',
    'norm1.bias',
    'norm1.running_mean',
    'norm1.running_var',
    'dense2.weight',
    'dense2.bias',
  ]);
  expect(state.get('norm1.num_batches_tracked')).toEqual({ shape: [], data: BigInt64Array.of(7n) });
  expect(state.get('norm1.weight')!.data).toEqual(weights.get('norm1/gamma')!.data);
  expect(state.get('norm1.running_var')!.data).toEqual(weights.get('norm1/variance')!.data);
});

it('is a safetensors file of floats and whole numbers', () => {
  const tensors = torchState(someWeights(mlp({ ...plain, hidden: [4], norm: 'batch' })), 7);
  const file = encodeSafetensors({ tensors, metadata: { format: 'pt' } });
  const headerBytes = Number(new DataView(file.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerBytes)));
  expect(header['norm1.num_batches_tracked']).toEqual({ dtype: 'I64', shape: [], data_offsets: [0, 8] });
  expect(header['dense1.weight']).toMatchObject({ dtype: 'F32', shape: [4, 784] });
  expect(new DataView(file.buffer).getBigInt64(8 + headerBytes, true)).toBe(7n);
});
