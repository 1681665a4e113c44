// The engine against PyTorch in double precision: the study's network over 20 steps, plain and with batch norm, and a stack of 5×5
// convolutions. test/golden/torch-engine.py made the numbers and says how.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  adam,
  add,
  type Buffer,
  batchNorm,
  conv2d,
  convTranspose2d,
  exponentialAverage,
  Graph,
  gradients,
  leakyRelu,
  matmul,
  maxPool2d,
  mean,
  normalize,
  ReferenceBackend,
  relu,
  reshape,
  type Shape,
  sgd,
  sigmoid,
  sizeOf,
  softmaxCrossEntropy,
  square,
  subtract,
  tanh,
  type Value,
} from '../../src/engine/index.ts';

interface Trained {
  readonly losses: number[];
  readonly evaluationLoss: number;
  readonly weights: Record<string, number[]>;
  readonly statistics: Record<string, number[]>;
}

interface Golden {
  readonly plain: Trained;
  readonly batchNorm: Trained;
  readonly stack: { loss: number; x: number[]; weights: number[][]; adamW: number[]; nesterov: number[] };
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../golden/torch-engine.json', import.meta.url), 'utf8'),
);

const BATCH = 16;
const WIDTH = 4;
const CLASSES = 10;
const EPSILON = 1e-3;

/** Every element agrees within 1e-9 of the largest. */
function expectAgreement(actual: readonly number[], expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...expected.map(Math.abs));
  const differences = actual.map((value, index) => Math.abs(value - expected[index]!) / largest);
  expect(Math.max(...differences)).toBeLessThanOrEqual(1e-9);
}

/** The generator of torch-engine.py. */
function uniform(seed: number, shape: Shape): number[] {
  let state = seed;
  return Array.from({ length: sizeOf(shape) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  });
}

function glorot(seed: number, shape: Shape): number[] {
  const area = sizeOf(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (area * (shape.at(-2)! + shape.at(-1)!)));
  return uniform(seed, shape).map(value => (2 * value - 1) * limit);
}

/** A graph on the reference backend, whose parameters are made where they are used. */
class Machine {
  readonly graph = new Graph();
  readonly trained = new Map<string, Value>();
  private readonly backend = new ReferenceBackend();
  private readonly buffers = new Map<Value, Buffer>();

  parameter(name: string, shape: Shape, initial: readonly number[]): Value {
    const value = this.graph.parameter(name, shape);
    this.write(value, initial);
    return value;
  }

  weight(name: string, shape: Shape, initial: readonly number[]): Value {
    const value = this.parameter(name, shape, initial);
    this.trained.set(name, value);
    return value;
  }

  /** Moments of an optimizer. */
  zeros(name: string, like: Value): Value {
    return this.parameter(name, like.shape, Array(sizeOf(like.shape)).fill(0));
  }

  input(name: string, shape: Shape, data: readonly number[], dtype: 'f32' | 'i32' = 'f32'): Value {
    const value = this.graph.input(name, shape, dtype);
    this.write(value, data);
    return value;
  }

  write(value: Value, data: readonly number[]): void {
    this.backend.write(this.bufferOf(value), Float64Array.from(data));
  }

  async read(value: Value): Promise<number[]> {
    return Array.from(await this.backend.read(this.bufferOf(value)));
  }

  compile(outputs: readonly Value[]) {
    for (const output of outputs) this.bufferOf(output);
    return this.backend.compile(this.graph, outputs, this.buffers);
  }

  private bufferOf(value: Value): Buffer {
    const buffer = this.buffers.get(value) ?? this.backend.buffer(value.shape, value.dtype);
    this.buffers.set(value, buffer);
    return buffer;
  }
}

type Scalars = (step: number) => number[];

/** Adds an Adam step for all weights; returns what the host writes each step. */
function addAdam(machine: Machine, loss: Value, learningRate: number, weightDecay: number) {
  const scalars = machine.graph.input('scalars', [5]);
  const weights = [...machine.trained];
  const slopes = gradients(
    loss,
    weights.map(([, weight]) => weight),
  );
  weights.forEach(([name, weight], index) => {
    const first = machine.zeros(`${name}/m`, weight);
    const second = machine.zeros(`${name}/v`, weight);
    const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
    const next = adam(weight, slopes[index]!, first, second, scalars, options);
    machine.graph.assign(weight, next.w);
    machine.graph.assign(first, next.m);
    machine.graph.assign(second, next.v);
  });
  const numbers: Scalars = t => [
    learningRate,
    1 / (1 - 0.9 ** t),
    1 / (1 - 0.999 ** t),
    weightDecay * learningRate,
    0,
  ];
  return { scalars, numbers };
}

function addNesterov(machine: Machine, loss: Value, learningRate: number) {
  const scalars = machine.graph.input('scalars', [5]);
  const weights = [...machine.trained];
  const slopes = gradients(
    loss,
    weights.map(([, weight]) => weight),
  );
  weights.forEach(([name, weight], index) => {
    const velocity = machine.zeros(`${name}/velocity`, weight);
    const next = sgd(weight, slopes[index]!, velocity, scalars, { momentum: 0.9, nesterov: true });
    machine.graph.assign(weight, next.w);
    machine.graph.assign(velocity, next.velocity);
  });
  const numbers: Scalars = () => [learningRate, 1, 1, 0, 0];
  return { scalars, numbers };
}

async function train(machine: Machine, loss: Value, optimizer: { scalars: Value; numbers: Scalars }) {
  machine.write(optimizer.scalars, optimizer.numbers(1));
  const program = machine.compile([loss]);
  const losses: number[] = [];
  for (let step = 1; step <= 20; step++) {
    machine.write(optimizer.scalars, optimizer.numbers(step));
    await program.run();
    losses.push(...(await machine.read(loss)));
  }
  return losses;
}

/** Logits of the study's network, by batch statistics in training and by running ones otherwise. */
function cnn(
  machine: Machine,
  images: Value,
  parameter: (name: string, shape: Shape, initial: number[]) => Value,
  mode: 'plain' | 'train' | 'evaluate',
) {
  let x = images;
  for (let block = 0; block < 4; block++) {
    const filters = WIDTH * 2 ** block;
    const kernelShape = [3, 3, x.shape[3]!, filters];
    x = conv2d(x, parameter(`kernel${block}`, kernelShape, glorot(10 + block, kernelShape)));
    const initial = uniform(30 + block, [filters]).map(value => 0.2 * value - 0.1);
    const bias = parameter(`bias${block}`, [filters], initial);
    x = mode === 'plain' ? add(x, bias) : normalized(block, x, bias);
    x = maxPool2d(relu(x));
  }
  const features = 8 * WIDTH;
  x = reshape(x, [BATCH, features]);
  x = matmul(x, parameter('hidden', [features, features], glorot(40, [features, features])));
  x = relu(add(x, parameter('hiddenBias', [features], Array(features).fill(0))));
  x = matmul(x, parameter('output', [features, CLASSES], glorot(41, [features, CLASSES])));
  return add(x, parameter('outputBias', [CLASSES], Array(CLASSES).fill(0)));

  function normalized(block: number, value: Value, beta: Value): Value {
    const shape = beta.shape;
    const initial = uniform(20 + block, shape).map(number => 0.5 + number);
    const gamma = parameter(`gamma${block}`, shape, initial);
    const runningMean = machine.parameter(`mean${block}`, shape, Array(shape[0]!).fill(0));
    const runningVariance = machine.parameter(`variance${block}`, shape, Array(shape[0]!).fill(1));
    if (mode === 'evaluate') return normalize(value, runningMean, runningVariance, gamma, beta, EPSILON);
    const { y, mean, variance } = batchNorm(value, gamma, beta, { epsilon: EPSILON });
    machine.graph.assign(runningMean, exponentialAverage(runningMean, mean, 0.1));
    machine.graph.assign(runningVariance, exponentialAverage(runningVariance, variance, 0.1));
    return y;
  }
}

function drawings(machine: Machine): [images: Value, labels: Value] {
  const shape = [BATCH, 28, 28, 1];
  const classes = uniform(2, [BATCH]).map(value => Math.floor(value * CLASSES));
  return [
    machine.input('images', shape, uniform(1, shape)),
    machine.input('labels', [BATCH], classes, 'i32'),
  ];
}

async function compareCnn(expected: Trained, batchNorms: boolean, labelSmoothing: number) {
  const machine = new Machine();
  const [images, labels] = drawings(machine);
  const logits = cnn(machine, images, machine.weight.bind(machine), batchNorms ? 'train' : 'plain');
  const loss = mean(softmaxCrossEntropy(logits, labels, { labelSmoothing }));
  const losses = await train(machine, loss, addAdam(machine, loss, 1e-3, 0));
  expectAgreement(losses, expected.losses);
  for (const [name, values] of Object.entries(expected.weights))
    expectAgreement(await machine.read(machine.trained.get(name)!), values);

  const named = new Map(machine.graph.parameters.map(value => [value.name!, value]));
  for (const [name, values] of Object.entries(expected.statistics))
    expectAgreement(await machine.read(named.get(name)!), values);

  const evaluation = new Machine();
  const [sameImages, sameLabels] = drawings(evaluation);
  const trained = evaluation.weight.bind(evaluation);
  const again = cnn(evaluation, sameImages, trained, batchNorms ? 'evaluate' : 'plain');
  for (const value of evaluation.graph.parameters)
    evaluation.write(value, await machine.read(named.get(value.name!)!));
  const result = mean(softmaxCrossEntropy(again, sameLabels));
  await evaluation.compile([result]).run();
  expectAgreement(await evaluation.read(result), [expected.evaluationLoss]);
}

describe('the network of the study, width 4, over 20 steps of Adam', () => {
  it('agrees with PyTorch', async () => {
    await compareCnn(golden.plain, false, 0);
  });

  it('agrees with PyTorch with batch norm and label smoothing', async () => {
    await compareCnn(golden.batchNorm, true, 0.1);
  });
});

/** Mean square of what 5×5 convolutions, two down and three transposed up, make of x. */
function stack(machine: Machine) {
  const shapes = [
    [5, 5, 1, 3],
    [5, 5, 3, 4],
    [5, 5, 3, 4],
    [5, 5, 2, 3],
    [5, 5, 1, 2],
  ];
  const weights = shapes.map((shape, index) => machine.weight(`w${index}`, shape, glorot(50 + index, shape)));
  const x = machine.input('x', [2, 28, 28, 1], uniform(3, [2, 28, 28, 1]));
  const down = (value: Value, w: Value) => leakyRelu(conv2d(value, w, { stride: 2, padding: 'same' }), 0.3);
  const up = (value: Value, w: Value, stride: number) =>
    convTranspose2d(value, w, { stride, padding: 'same' });
  const [first, second, third, fourth, fifth] = weights as [Value, Value, Value, Value, Value];
  const code = down(down(x, first), second);
  const y = tanh(up(leakyRelu(up(sigmoid(up(code, third, 1)), fourth, 2), 0.3), fifth, 2));
  return { x, weights, loss: mean(square(subtract(y, x))) };
}

describe('a stack of 5×5 convolutions, stride 2 and transposed', () => {
  it('has the gradients PyTorch has', async () => {
    const machine = new Machine();
    const { x, weights, loss } = stack(machine);
    const slopes = gradients(loss, [x, ...weights]);
    await machine.compile([loss, ...slopes]).run();
    expectAgreement(await machine.read(loss), [golden.stack.loss]);
    const expected = [golden.stack.x, ...golden.stack.weights];
    for (const [index, slope] of slopes.entries())
      expectAgreement(await machine.read(slope), expected[index]!);
  });

  it('trains as in PyTorch with AdamW and with Nesterov momentum', async () => {
    const machine = new Machine();
    const { loss } = stack(machine);
    expectAgreement(await train(machine, loss, addAdam(machine, loss, 1e-2, 0.1)), golden.stack.adamW);
    const other = new Machine();
    const again = stack(other).loss;
    expectAgreement(await train(other, again, addNesterov(other, again, 1e-2)), golden.stack.nesterov);
  });
});

describe('the golden file', () => {
  it('holds 20 steps that learn', () => {
    for (const losses of [
      golden.plain.losses,
      golden.batchNorm.losses,
      golden.stack.adamW,
      golden.stack.nesterov,
    ]) {
      expect(losses.length).toBe(20);
      expect(losses[19]).toBeLessThan(losses[0]!);
    }
  });
});
