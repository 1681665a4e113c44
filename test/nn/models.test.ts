import { describe, expect, it } from 'vitest';
import { Graph, RandomStream, ReferenceBackend } from '../../src/engine/index.ts';
import {
  cnn,
  countParameters,
  mlp,
  Network,
  ParameterScope,
  parametersOf,
  withMirrorImages,
} from '../../src/nn/index.ts';

const plain = { norm: 'none', init: 'glorot', dropout: 0 } as const;

describe('cnn', () => {
  it.each([1, 4, 12, 75])('has 442k² + 112k + 10 parameters for ten classes, k = %i', width => {
    const specs = parametersOf(cnn({ ...plain, classes: 10, width }).build);
    expect(countParameters(specs)).toBe(442 * width ** 2 + 112 * width + 10);
  });

  it('names its parameters by layer and role', () => {
    const specs = parametersOf(cnn({ ...plain, classes: 7, width: 3 }).build);
    expect(specs.map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
      'conv1/kernel 3×3×1×3',
      'conv1/bias 3',
      'conv2/kernel 3×3×3×6',
      'conv2/bias 6',
      'conv3/kernel 3×3×6×12',
      'conv3/bias 12',
      'conv4/kernel 3×3×12×24',
      'conv4/bias 24',
      'dense1/kernel 24×24',
      'dense1/bias 24',
      'dense2/kernel 24×7',
      'dense2/bias 7',
    ]);
    expect(specs.filter(({ penalized }) => penalized).map(({ name }) => name)).toEqual([
      'conv1/kernel',
      'conv2/kernel',
      'conv3/kernel',
      'conv4/kernel',
    ]);
  });

  it('has norms in place of biases with batch norm, whose statistics are not trained', () => {
    const width = 2;
    const specs = parametersOf(cnn({ ...plain, norm: 'batch', classes: 10, width }).build);
    const names = specs.map(({ name }) => name);
    expect(names.filter(name => name.startsWith('conv'))).toEqual([1, 2, 3, 4].map(n => `conv${n}/kernel`));
    expect(names).toContain('norm4/gamma');
    expect(specs.filter(({ trainable }) => !trainable).map(({ name }) => name)).toEqual(
      [1, 2, 3, 4].flatMap(n => [`norm${n}/mean`, `norm${n}/variance`]),
    );
    // 15k biases give way to 2 · 15k scales and shifts.
    expect(countParameters(specs)).toBe(442 * width ** 2 + 112 * width + 10 + 15 * width);
  });

  it.each(['training', 'evaluation'] as const)('is built of blocks the compiler knows, %s', mode => {
    const operations = (norm: 'none' | 'batch') => {
      const graph = new Graph();
      const x = graph.input('x', [4, 28, 28, 1], 'f32', { batched: true });
      const logits = cnn({ ...plain, norm, classes: 10, width: 4 }).build(x, new ParameterScope(graph, mode));
      expect(logits.shape).toEqual([4, 10]);
      return graph.nodes.map(({ operation }) => operation.name).filter(name => name !== 'reshape');
    };
    const dense = ['matmul', 'add', 'relu', 'matmul', 'add'];
    const block = ['conv2d', 'add', 'relu', 'maxPool2d'];
    expect(operations('none')).toEqual([...block, ...block, ...block, ...block, ...dense]);
    const withNorm = operations('batch').join(' ');
    if (mode === 'training') expect(withNorm).toMatch(/^conv2d batchNorm .*relu maxPool2d conv2d batchNorm/);
    else expect(withNorm).toMatch(/^conv2d add sqrt divide multiply multiply subtract add relu maxPool2d/);
  });

  it('drops out only in training', () => {
    const dropouts = (mode: 'training' | 'evaluation') => {
      const graph = new Graph();
      const x = graph.input('x', [4, 28, 28, 1], 'f32', { batched: true });
      cnn({ ...plain, dropout: 0.5, classes: 10, width: 4 }).build(x, new ParameterScope(graph, mode));
      return graph.nodes.filter(({ operation }) => operation.name === 'dropout').map(node => node.attributes);
    };
    expect(dropouts('training')).toEqual([
      { rate: 0.5, layer: 0 },
      { rate: 0.5, layer: 1 },
    ]);
    expect(dropouts('evaluation')).toEqual([]);
  });
});

describe('mlp', () => {
  it('has the layers it is told', () => {
    const specs = parametersOf(mlp({ ...plain, classes: 10, hidden: [512, 256] }).build);
    expect(countParameters(specs)).toBe(784 * 512 + 512 + 512 * 256 + 256 + 256 * 10 + 10);
    expect(specs.filter(({ penalized }) => penalized).map(({ name }) => name)).toEqual([
      'dense1/kernel',
      'dense2/kernel',
    ]);
  });

  it('is a linear classifier without hidden layers', () => {
    const specs = parametersOf(mlp({ ...plain, classes: 3, hidden: [] }).build);
    expect(specs.map(({ name }) => name)).toEqual(['dense1/kernel', 'dense1/bias']);
  });

  it('takes norm and dropout', () => {
    const specs = parametersOf(mlp({ ...plain, norm: 'batch', dropout: 0.1, classes: 3, hidden: [5] }).build);
    expect(specs.map(({ name }) => name)).toEqual([
      'dense1/kernel',
      'norm1/gamma',
      'norm1/beta',
      'norm1/mean',
      'norm1/variance',
      'dense2/kernel',
      'dense2/bias',
    ]);
  });
});

describe('withMirrorImages', () => {
  const model = cnn({ ...plain, classes: 3, width: 2 });

  it('has the parameters of the model, once each', () => {
    expect(parametersOf(withMirrorImages(model).build)).toEqual(parametersOf(model.build));
  });

  it('is the model itself in training', () => {
    const operations = (build: typeof model.build) => {
      const graph = new Graph();
      const x = graph.input('x', [4, 28, 28, 1], 'f32', { batched: true });
      build(x, new ParameterScope(graph, 'training'));
      return graph.nodes.map(({ operation }) => operation.name);
    };
    expect(operations(withMirrorImages(model).build)).toEqual(operations(model.build));
  });

  it('answers a drawing and its mirror image alike: by the geometric mean of what the model says of both', async () => {
    const backend = new ReferenceBackend();
    const random = new RandomStream(1, 'synthetic');
    const drawing = Uint8Array.from({ length: 784 }, () => random.below(256));
    const mirror = drawing.map((_, pixel) => drawing[pixel - (pixel % 28) + 27 - (pixel % 28)]!);
    const answers = async (classifier: typeof model, bitmap: Uint8Array) => {
      const network = new Network(backend, classifier, { batch: 1 });
      network.tensors.initialize(1);
      return [...(await network.classify(bitmap))];
    };
    const [one, other] = [await answers(model, drawing), await answers(model, mirror)];
    const means = one.map((probability, index) => Math.sqrt(probability * other[index]!));
    const total = means.reduce((sum, mean) => sum + mean, 0);
    for (const bitmap of [drawing, mirror]) {
      const both = await answers(withMirrorImages(model), bitmap);
      for (const [index, probability] of both.entries())
        expect(probability).toBeCloseTo(means[index]! / total, 6);
    }
    expect(Math.abs(one[0]! - other[0]!)).toBeGreaterThan(1e-4);
  });
});
