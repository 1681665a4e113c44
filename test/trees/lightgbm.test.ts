import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WasmBackend } from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import {
  readLightGbmModel,
  type Tree,
  type TreeModel,
  type TreeOptions,
  trainTrees,
  writeLightGbmModel,
} from '../../src/trees/index.ts';
import { makeDrawings } from './made-drawings.ts';

// Files made by test/golden/lightgbm-trees.py.
const golden = (name: string) => new URL(`../golden/${name}`, import.meta.url);

type GoldenTree = Record<
  'split_feature' | 'threshold' | 'split_gain' | 'left_child' | 'right_child' | 'leaf_value' | 'leaf_count',
  number[]
>;

interface Golden {
  variants: Record<
    string,
    { options: Record<string, number | boolean>; trees: GoldenTree[]; predictions: number[][] }
  >;
  zeroAsMissing: { model: string; predictions: number[][] };
  importance: Record<'split' | 'gain', number[]>;
  ours: number[][];
}

const CLASSES = 4;
const { variants, zeroAsMissing, importance, ours } = JSON.parse(
  readFileSync(golden('lightgbm.json'), 'utf8'),
) as Golden;
const lightGbmModel = readFileSync(golden('lightgbm-model.txt'), 'utf8');
const testDrawings = makeDrawings(24, CLASSES, 2);

function expectPredictions(model: TreeModel, expected: number[][]) {
  const predicted = model.predict(testDrawings.bitmaps);
  expect(Math.max(...expected.flat().map((p, at) => Math.abs(p - predicted[at]!)))).toBeLessThan(1e-6);
}

describe("LightGBM's models", () => {
  it('predict here what they predict there', () => {
    expectPredictions(readLightGbmModel(lightGbmModel), variants.plain!.predictions);
  });

  it('with zeros as missing values too', () => {
    const model = readLightGbmModel(zeroAsMissing.model);
    expect(model.trees.some(tree => tree.decisionType.some(type => type >> 2 === 1))).toBe(true);
    expectPredictions(model, zeroAsMissing.predictions);
  });

  it('give the same importance of pixels', () => {
    const model = readLightGbmModel(lightGbmModel);
    expect([...model.featureImportance('split')]).toEqual(importance.split);
    const gain = model.featureImportance('gain');
    importance.gain.forEach((expected, pixel) => {
      expect(Math.abs(gain[pixel]! - expected)).toBeLessThanOrEqual(1e-4 * (1 + expected));
    });
  });

  it('are written again as they were read, but for the order of equal importances', () => {
    const trees = (text: string) => text.slice(0, text.indexOf('end of trees'));
    expect(trees(writeLightGbmModel(readLightGbmModel(lightGbmModel)))).toBe(trees(lightGbmModel));
  });
});

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('our trees', () => {
  let backend: WasmBackend;
  beforeAll(() => {
    backend = createNodeBackend({ threads: 2 });
  });
  afterAll(() => backend.close());

  const train = async (options: Partial<TreeOptions>, classes = CLASSES) =>
    (
      await trainTrees({
        ...makeDrawings(320, CLASSES, 1),
        classes,
        backend,
        options: { rounds: 4, numLeaves: 8, minDataInLeaf: 10, ...options },
      })
    ).model;

  it.each(Object.keys(variants))('are those of LightGBM: %s', async name => {
    const { options, trees, predictions } = variants[name]!;
    const { num_class: classes = CLASSES, ...rest } = options;
    const ownOptions = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [camelCase(key), value]),
    );
    const model = await train(ownOptions, Number(classes));
    expect(model.trees.length).toBe(trees.length);
    model.trees.forEach((tree, index) => {
      expectTree(tree, trees[index]!);
    });
    expectPredictions(model, predictions);
  });

  it('are written as LightGBM reads them, the same text as ever', async () => {
    const model = await train({ rounds: 3, lambdaL2: 1 });
    const text = writeLightGbmModel(model);
    if (process.env.QDL_WRITE_GOLDEN) writeFileSync(golden('lightgbm-ours.txt'), text);
    expect(text).toBe(readFileSync(golden('lightgbm-ours.txt'), 'utf8'));
    expectPredictions(model, ours);
    expectPredictions(readLightGbmModel(text), ours);
  });
});

function expectTree(tree: Tree, expected: GoldenTree) {
  expect([...tree.splitFeature]).toEqual(expected.split_feature);
  expect([...tree.threshold]).toEqual(expected.threshold);
  expect([...tree.leftChild]).toEqual(expected.left_child);
  expect([...tree.rightChild]).toEqual(expected.right_child);
  expect([...tree.leafCount]).toEqual(expected.leaf_count);
  expected.leaf_value.forEach((value, leaf) => {
    expect(tree.leafValue[leaf]).toBeCloseTo(value, 9);
  });
  expected.split_gain.forEach((gain, node) => {
    expect(Math.abs(tree.splitGain[node]! - gain)).toBeLessThanOrEqual(1e-4 * (1 + gain));
  });
}
