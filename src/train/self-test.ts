import { type Backend, RandomStream, ReferenceBackend } from '../engine/index.ts';
import { createNodeBackend } from '../engine/node/index.ts';
import { cnn, Trainer, type TrainingBatch, type TrainingOptions } from '../nn/index.ts';

/** Single precision against double over one step comes to a few parts in a million. */
const MOST_DIFFERENCE = 1e-4;

const DRAWINGS = 16;
const CLASSES = 4;

/** Plain gradient descent: the change of the weights is the gradient. */
const options: TrainingOptions = {
  optimizer: { name: 'sgd', momentum: 0, weightDecay: 0 },
  l1: 0,
  l2: 0,
  labelSmoothing: 0,
  averageDecay: 0,
  warp: 'none',
};

/** How far the engine is from its float64 reference on this machine. */
export interface SelfTest {
  readonly threads: number;
  /** Largest difference of a gradient, as a share of the largest gradient of its tensor. */
  readonly difference: number;
  readonly passed: boolean;
}

/** Takes one small training step with the fast kernels and with the reference, and compares the gradients. */
export async function testEngine(): Promise<SelfTest> {
  const fast = createNodeBackend();
  try {
    const difference = largestDifference(await gradientsOn(fast), await gradientsOn(new ReferenceBackend()));
    return { threads: fast.threads, difference, passed: difference <= MOST_DIFFERENCE };
  } finally {
    await fast.close();
  }
}

type Gradients = ReadonlyMap<string, Float32Array>;

async function gradientsOn(backend: Backend): Promise<Gradients> {
  const model = cnn({ classes: CLASSES, width: 4, norm: 'none', init: 'glorot', dropout: 0 });
  const trainer = new Trainer(backend, model, options);
  try {
    trainer.initialize(1);
    const before = await trainer.network.tensors.save();
    await trainer.step(noise(), { step: 1, learningRate: 1, seed: 1 });
    const after = await trainer.network.tensors.save();
    return new Map(
      [...after].map(([name, { data }]) => {
        const old = before.get(name)!.data;
        return [name, data.map((value, index) => old[index]! - value)];
      }),
    );
  } finally {
    trainer.free();
  }
}

/** Drawings of nothing: no two pixels alike, so that every maximum is where it is in either precision. */
function noise(): TrainingBatch {
  const random = new RandomStream(1, 'synthetic');
  return {
    bitmaps: Uint8Array.from({ length: DRAWINGS * 784 }, () => random.below(256)),
    labels: Int32Array.from({ length: DRAWINGS }, (_, row) => row % CLASSES),
  };
}

/** Infinite where something is not a number. */
function largestDifference(gradients: Gradients, reference: Gradients): number {
  let largest = 0;
  for (const [name, expected] of reference) {
    const found = gradients.get(name)!;
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [index, value] of expected.entries()) {
      const difference = Math.abs(found[index]! - value) / scale;
      largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
    }
  }
  return largest;
}
