import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  averagePool2d,
  concat,
  conv2d,
  divide,
  exp,
  flip,
  leakyRelu,
  log,
  logSoftmax,
  matmul,
  maximum,
  maxPool2d,
  multiply,
  negate,
  ReferenceBackend,
  relu,
  reshape,
  sigmoid,
  softmax,
  sqrt,
  square,
  subtract,
  sum,
  tanh,
  type Value,
} from '../../src/engine/index.ts';
import {
  type Classifier,
  cnn,
  encodeOnnx,
  mlp,
  type ParameterScope,
  parametersOf,
  withMirrorImages,
} from '../../src/nn/index.ts';
import { compare, details, engineLogits, onnxLogits, someWeights, starterBitmaps } from './onnx-case.ts';

const plain = { classes: 10, norm: 'none', init: 'he', dropout: 0.2 } as const;
const normed = { ...plain, norm: 'batch' } as const;

describe('a network as an ONNX file gives ONNX Runtime the logits of our own engine', () => {
  const models: [string, Classifier][] = [
    ['cnn', cnn({ ...plain, width: 12 })],
    ['cnn of width 5, batch norm', cnn({ ...normed, width: 5 })],
    ['cnn, batch norm, mirrored views', withMirrorImages(cnn({ ...normed, width: 8 }))],
    ['mlp', mlp({ ...plain, hidden: [512, 256] })],
    ['mlp, batch norm, mirrored views', withMirrorImages(mlp({ ...normed, hidden: [40] }))],
    ['linear', mlp({ ...plain, hidden: [] })],
    ['cnn that tells two categories apart', cnn({ ...plain, classes: 2, width: 1 })],
  ];
  it.each(models)('%s', async (_name, model) => {
    const { difference, largest } = await compare(model, await starterBitmaps(7));
    expect(largest).toBeGreaterThan(0.1);
    expect(difference).toBeLessThanOrEqual(1e-4);
  });

  it('for one drawing as for many', async () => {
    const model = withMirrorImages(cnn({ ...normed, width: 3 }));
    const bitmaps = await starterBitmaps(5, 'star');
    const weights = someWeights(model);
    const file = encodeOnnx(model, weights, details);
    const together = await onnxLogits(file, bitmaps);
    const alone = await onnxLogits(file, bitmaps.subarray(0, 784));
    expect(alone).toHaveLength(10);
    alone.forEach((logit, at) => {
      expect(logit).toBeCloseTo(together[at]!, 4);
    });
    expect(Math.max(...(await engineLogits(model, weights, bitmaps)))).toBeCloseTo(Math.max(...together), 4);
  });
});

/** Two units for each of the features [N, C]. */
function dense(scope: ParameterScope, x: Value): Value {
  const initializer = () => new Float32Array();
  return matmul(x, scope.parameter('dense/kernel', [x.shape[1]!, 2], { initializer }));
}

/** A classifier with two classes made of images [N, 28, 28, 1]. */
const classifierOf = (body: (x: Value, scope: ParameterScope) => Value): Classifier => ({
  classes: 2,
  build(x, scope) {
    const y = body(x, scope);
    return dense(
      scope,
      y.shape.length === 2 ? y : reshape(y, [y.shape[0]!, y.shape[1]! * y.shape[2]! * y.shape[3]!]),
    );
  },
});

describe('every operation that can be written', () => {
  const initializer = () => new Float32Array();
  const convolved = (
    x: Value,
    scope: ParameterScope,
    { size = 3, filters = 3, stride = 1, padding = 'same' as 'same' | 'valid' } = {},
  ) =>
    conv2d(x, scope.parameter('conv/kernel', [size, size, x.shape[3]!, filters], { initializer }), {
      stride,
      padding,
    });
  const bodies: Record<string, (x: Value, scope: ParameterScope) => Value> = {
    'conv2d, 5×5, same, stride 2': (x, scope) => convolved(x, scope, { size: 5, stride: 2 }),
    'conv2d, 4×4, same, more zeros at the end': (x, scope) => convolved(x, scope, { size: 4, stride: 3 }),
    'conv2d, 3×3, valid, stride 2, a pixel left over': (x, scope) =>
      convolved(x, scope, { stride: 2, padding: 'valid' }),
    pools: (x, scope) => averagePool2d(maxPool2d(convolved(x, scope), { size: 3, stride: 2 }), { size: 2 }),
    'flips of each axis of an image': (x, scope) => flip(flip(flip(convolved(x, scope), 1), 2), 3),
    'flip of features': x => flip(reshape(x, [x.shape[0]!, 784]), 1),
    'elementwise, on images': (x, scope) => {
      const y = convolved(x, scope);
      const vector = scope.parameter('vector', [3], { initializer });
      const plane = scope.parameter('plane', [28, 1, 3], { initializer });
      const scaled = divide(multiply(add(y, vector), plane), add(absolute(plane), x.graph.scalar(1)));
      return maximum(subtract(tanh(scaled), sigmoid(y)), negate(leakyRelu(y, 0.3)));
    },
    'elementwise, on features': x => {
      const y = reshape(x, [x.shape[0]!, 784]);
      return log(add(sqrt(exp(relu(square(y)))), x.graph.scalar(1)));
    },
    'softmax over channels': (x, scope) => softmax(convolved(x, scope)),
    'logarithm of it': x => logSoftmax(reshape(x, [x.shape[0]!, 784])),
    'concatenation of channels, and of rows': (x, scope) => {
      const y = convolved(x, scope);
      return concat([concat([y, x], 3), concat([x, y], 3)], 1);
    },
    'reshape of an image to another, and to features': (x, scope) =>
      reshape(convolved(x, scope, { filters: 2 }), [x.shape[0]!, 14, 28, 4]),
    'matmul by a transposed matrix': (x, scope) => {
      const matrix = scope.parameter('matrix/kernel', [5, 784], { initializer });
      return matmul(reshape(x, [x.shape[0]!, 784]), matrix, { transposeB: true });
    },
    'an operation on constants alone': (x, scope) => {
      const matrix = scope.parameter('matrix', [784, 3], { initializer });
      return matmul(reshape(x, [x.shape[0]!, 784]), multiply(matrix, sum(matrix, [0], { keepDims: true })));
    },
  };
  it.each(Object.entries(bodies))('%s', async (_name, body) => {
    const backend = new ReferenceBackend();
    const { difference, largest } = await compare(classifierOf(body), await starterBitmaps(3), { backend });
    expect(largest).toBeGreaterThan(1e-2);
    expect(difference).toBeLessThanOrEqual(1e-4 * Math.max(1, largest));
  });
});

describe('an ONNX file', () => {
  const model = withMirrorImages(cnn({ ...normed, width: 2 }));
  const weights = someWeights(model);

  it('has the same bytes for the same network', () => {
    expect(encodeOnnx(model, weights, details)).toEqual(encodeOnnx(model, new Map(weights), details));
  });

  it('stores each weight once, though mirrored views read it twice', () => {
    const file = encodeOnnx(model, weights, details);
    const elements = parametersOf(model.build).reduce(
      (total, { name }) => total + weights.get(name)!.data.length,
      0,
    );
    expect(file.length).toBeLessThan(4 * elements + 6000);
  });

  it('is not made of weights that do not fit', () => {
    expect(() => encodeOnnx(model, new Map(), details)).toThrow(
      "case does not fit the model: 'conv1/kernel' is missing",
    );
  });

  it('is not made of a model with an operation that has no ONNX form, which is named', () => {
    const odd = classifierOf(x => sum(x, [1, 2]));
    expect(() => encodeOnnx(odd, someWeights(odd), details)).toThrow("The operation 'sum' cannot be written");
  });

  it('is not made of a model that mixes the drawings of a batch', () => {
    const mixed = classifierOf(x => reshape(x, [1, x.shape[0]! * 784]));
    expect(() => encodeOnnx(mixed, someWeights(mixed), details)).toThrow(/mixes drawings/);
  });
});
