import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WasmBackend } from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import type { LabeledDrawings } from '../../src/nn/index.ts';
import {
  defaultTreeOptions,
  type TreeModel,
  type TreeOptions,
  trainTrees,
  writeLightGbmModel,
} from '../../src/trees/index.ts';
import { makeDrawings } from './made-drawings.ts';
import { followTree } from './reference-trees.ts';

let backends: WasmBackend[];
beforeAll(() => {
  backends = [1, 2, 3].map(threads => createNodeBackend({ threads }));
});
afterAll(() => Promise.all(backends.map(backend => backend.close())));

const small: Partial<TreeOptions> = { rounds: 3, numLeaves: 6, minDataInLeaf: 5 };

const train = (
  drawings: LabeledDrawings,
  classes: number,
  options: Partial<TreeOptions> = {},
  more: { model?: TreeModel; validation?: LabeledDrawings; threads?: number; signal?: AbortSignal } = {},
) =>
  trainTrees({
    ...drawings,
    ...more,
    classes,
    backend: backends[(more.threads ?? 1) - 1]!,
    options: { ...small, ...options },
  });

/** Drawings of few values, so that each is a bin: columns of ink whose height tells the class, with noise. */
function coarseDrawings(count: number, classes: number, random: () => number): LabeledDrawings {
  const labels = Int32Array.from({ length: count }, () => Math.floor(classes * random()));
  const bitmaps = new Uint8Array(784 * count);
  for (let row = 0; row < count; row++)
    for (let mark = 0; mark < 12; mark++) {
      const pixel = Math.floor(30 * random()) + (mark % 3 ? 0 : 5 * labels[row]!);
      bitmaps[784 * row + pixel] = 60 * (1 + Math.floor(4 * random()));
    }
  return { bitmaps, labels };
}

/** Numbers in [0, 1) that a property's seed tells. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('trainTrees', () => {
  it('makes the splits that gain most in a plain search over all rows in float64', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.integer({ min: 2, max: 4 }),
        fc.constantFrom(0, 1.5),
        async (seed, classes, lambdaL2) => {
          const drawings = coarseDrawings(60, classes, uniform(seed));
          // From 0 all rows have the same hessian, so that counting rows and estimating them is the same.
          const own = { rounds: 1, boostFromAverage: false, minDataInBin: 1, minGainToSplit: 1e-6, lambdaL2 };
          const options = { ...defaultTreeOptions, ...small, ...own };
          const { model } = await train(drawings, classes, options);
          const scores = model.scores(drawings.bitmaps);
          model.trees.forEach((tree, k) => {
            if (tree.splitFeature.length === 0) return;
            const start = { k, classes, scores: new Float64Array(60 * classes) };
            const { gains, bestGains, furtherGain, values } = followTree(tree, drawings, start, options);
            gains.forEach((gain, node) => {
              expect(gain).toBeCloseTo(bestGains[node]!, 5);
            });
            if (tree.leafValue.length < options.numLeaves) expect(furtherGain).toBeLessThan(1e-5);
            values.forEach((value, row) => {
              expect(scores[classes * row + k]).toBeCloseTo(value, 6);
            });
          });
        },
      ),
      { numRuns: 10, seed: 1 },
    );
  });

  it('makes the same trees with 1, 2 and 3 threads, with little memory, and with all options', async () => {
    const drawings = makeDrawings(200, 5, 3);
    for (const options of [
      {},
      { featureFraction: 0.5, baggingFraction: 0.7, baggingFreq: 2, lambdaL1: 0.1 },
    ]) {
      const texts = [];
      for (const threads of [1, 2, 3])
        texts.push(writeLightGbmModel((await train(drawings, 5, options, { threads })).model));
      expect(texts[1]).toBe(texts[0]);
      expect(texts[2]).toBe(texts[0]);
      const { model } = await train(drawings, 5, options);
      const tight = await train(drawings, 5, { ...options, histogramPoolSize: 0 });
      expect(tight.model.trees).toEqual(model.trees);
    }
  });

  it('goes on from a model as if it had never stopped', async () => {
    const drawings = makeDrawings(160, 4, 4);
    const options = { baggingFraction: 0.8, baggingFreq: 2, featureFraction: 0.9 };
    const whole = await train(drawings, 4, { ...options, rounds: 5 });
    const half = await train(drawings, 4, { ...options, rounds: 3 });
    const rest = await train(drawings, 4, { ...options, rounds: 2 }, { model: half.model });
    expect(rest.model.trees).toEqual(whole.model.trees);
    const losses = (metrics: readonly { round: number; trainLoss: number }[]) =>
      metrics.map(({ round, trainLoss }) => [round, trainLoss]);
    expect(losses([...half.metrics, ...rest.metrics])).toEqual(losses(whole.metrics));
  });

  it.each([
    ['', {}],
    [', of rows that were left out too', { baggingFraction: 0.5, baggingFreq: 1 }],
  ])('tells the loss and accuracy of its predictions%s', async (_, options) => {
    const drawings = makeDrawings(120, 3, 5);
    const validation = makeDrawings(60, 3, 6);
    const { model, metrics } = await train(drawings, 3, options, { validation });
    const measure = ({ bitmaps, labels }: LabeledDrawings) => {
      const predicted = model.predict(bitmaps);
      const loss = labels.reduce((sum, label, row) => sum - Math.log(predicted[3 * row + label]!), 0);
      const right = labels.filter((label, row) => {
        const own = [...predicted.subarray(3 * row, 3 * row + 3)];
        return own.indexOf(Math.max(...own)) === label;
      });
      return { loss: loss / labels.length, accuracy: right.length / labels.length };
    };
    const last = metrics.at(-1)!;
    expect(last.trainLoss).toBeCloseTo(measure(drawings).loss, 5);
    expect(last.trainAccuracy).toBe(measure(drawings).accuracy);
    expect(last.validationLoss).toBeCloseTo(measure(validation).loss, 5);
    expect(last.validationAccuracy).toBe(measure(validation).accuracy);
    const losses = metrics.map(({ trainLoss }) => trainLoss);
    expect(losses).toEqual([...losses].sort((a, b) => b - a));
  });

  it('stops early and keeps the rounds up to the best, also when it goes on from a model', async () => {
    const drawings = makeDrawings(60, 3, 7);
    // Wrong labels, so that the validation loss rises soon.
    const { bitmaps, labels } = makeDrawings(60, 3, 8);
    const validation = { bitmaps, labels: labels.map((label, row) => (row % 2 ? label : (label + 1) % 3)) };
    const options = { rounds: 40, earlyStoppingRounds: 3, learningRate: 0.5 };
    const { model, metrics, bestRound, ended } = await train(drawings, 3, options, { validation });
    expect(ended).toBe('earlyStopping');
    const losses = metrics.map(({ validationLoss }) => validationLoss!);
    expect(losses[bestRound - 1]).toBe(Math.min(...losses));
    expect(metrics.length).toBe(bestRound + 3);
    expect(model.rounds).toBe(bestRound);
    const half = await train(drawings, 3, { ...options, rounds: 1, earlyStoppingRounds: 0 });
    const rest = await train(drawings, 3, options, { validation, model: half.model });
    expect(rest.model.trees).toEqual(model.trees);
  });

  it('ends after the round in which it is asked to', async () => {
    const controller = new AbortController();
    const rounds: number[] = [];
    const { model, ended } = await trainTrees({
      ...makeDrawings(60, 3, 9),
      classes: 3,
      backend: backends[0]!,
      options: small,
      signal: controller.signal,
      onRound: ({ round }, soFar) => {
        rounds.push(round);
        expect(soFar.rounds).toBe(round);
        if (round === 2) controller.abort();
      },
    });
    expect(ended).toBe('aborted');
    expect(rounds).toEqual([1, 2]);
    expect(model.rounds).toBe(2);
  });

  it('hears of an abort that comes with an event', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 0);
    const options = { rounds: 1000, minSumHessianInLeaf: 0 };
    const { ended, model } = await train(makeDrawings(60, 3, 9), 3, options, { signal: controller.signal });
    expect(ended).toBe('aborted');
    expect(model.rounds).toBeLessThan(1000);
  });

  it('respects the limits it is given', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          numLeaves: fc.integer({ min: 2, max: 20 }),
          maxDepth: fc.integer({ min: -1, max: 4 }),
          minSumHessianInLeaf: fc.double({ min: 0.001, max: 5, noNaN: true }),
          minGainToSplit: fc.double({ min: 0, max: 3, noNaN: true }),
          lambdaL1: fc.constantFrom(0, 0.5),
          featureFraction: fc.double({ min: 0.05, max: 1, noNaN: true }),
          maxBin: fc.integer({ min: 2, max: 255 }),
        }),
        async options => {
          const { model } = await train(makeDrawings(90, 3, 10), 3, { ...options, rounds: 2 });
          for (const tree of model.trees) {
            expect(tree.leafValue.length).toBeLessThanOrEqual(options.numLeaves);
            if (options.maxDepth > 0) expect(depthOf(tree, 0)).toBeLessThanOrEqual(options.maxDepth);
            if (tree.leafValue.length === 1) continue;
            expect(Math.min(...tree.leafWeight)).toBeGreaterThanOrEqual(
              options.minSumHessianInLeaf * (1 - 1e-9),
            );
            expect(Math.min(...tree.splitGain)).toBeGreaterThanOrEqual(options.minGainToSplit);
            expect(tree.leafCount.reduce((sum, count) => sum + count)).toBe(90);
            expect(tree.internalCount[0]).toBe(90);
          }
        },
      ),
      { numRuns: 15, seed: 2 },
    );
  });

  it.each([
    ['one class', makeDrawings(30, 1, 11), 1, [1]],
    ['one row', makeDrawings(1, 2, 12), 2, [1, 0]],
    ['labels of one class only', { ...makeDrawings(30, 3, 13), labels: new Int32Array(30) }, 3, [1, 0, 0]],
    [
      'no ink',
      { bitmaps: new Uint8Array(784 * 40), labels: Int32Array.from({ length: 40 }, (_, i) => i % 4 && 1) },
      2,
      [0.25, 0.75],
    ],
    [
      'ink everywhere',
      { ...makeDrawings(40, 2, 14), bitmaps: new Uint8Array(784 * 40).fill(255) },
      2,
      [0.5, 0.5],
    ],
  ])('predicts the classes’ shares from %s', async (_, drawings, classes, expected) => {
    for (const boostFromAverage of [true, false]) {
      const { model, ended } = await train(drawings, classes, { boostFromAverage });
      expect(ended).toBe('noSplits');
      expect(model.rounds).toBe(1);
      const predicted = model.predict(drawings.bitmaps.subarray(0, 784));
      expected.forEach((share, k) => {
        expect(predicted[k]).toBeCloseTo(share, 6);
      });
    }
  });

  it.each<[string, RegExp, Partial<Parameters<typeof trainTrees>[0]>]>([
    ['a label too large', /label 3 of drawing 3 is not below 3/, { classes: 3 }],
    ['bitmaps that do not fit', /training drawings: 784 bytes of bitmaps/, { bitmaps: new Uint8Array(784) }],
    ['no drawings', /no drawings to train on/, { bitmaps: new Uint8Array(0), labels: new Int32Array(0) }],
    ['half a class', /classes is 1.5/, { classes: 1.5 }],
    ['one leaf', /numLeaves is 1, .* at least 2/, { options: { numLeaves: 1 } }],
    [
      'no share of pixels',
      /featureFraction is 0, .* above 0 and at most 1/,
      { options: { featureFraction: 0 } },
    ],
    ['early stopping on nothing', /needs validation drawings/, { options: { earlyStoppingRounds: 2 } }],
  ])('refuses %s', async (_, message, request) => {
    const whole = { ...makeDrawings(8, 4, 15), classes: 4, backend: backends[0]!, ...request };
    await expect(trainTrees(whole)).rejects.toThrow(message);
  });
});

function depthOf(tree: TreeModel['trees'][number], node: number): number {
  if (node < 0 || tree.leafValue.length === 1) return 0;
  return 1 + Math.max(depthOf(tree, tree.leftChild[node]!), depthOf(tree, tree.rightChild[node]!));
}
