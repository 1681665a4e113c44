import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Graph, ReferenceBackend, warp } from '../../src/engine/index.ts';
import { DataError, RunError } from '../../src/errors.ts';
import { MIRROR, moveBitmaps, rotation, shift, UPSIDE_DOWN } from '../../src/train/affine-bitmaps.ts';
import { firstLayerOf } from '../../src/train/first-layer.ts';
import { analyzeRun, readAnalysis, readPredictions, train } from '../../src/train/index.ts';
import { occlusionMap, PATCH } from '../../src/train/occlusion.ts';
import { measureSensitivity } from '../../src/train/sensitivity.ts';

const noise = Uint8Array.from(
  { length: 3 * 784 },
  (_, index) => (index * 7919 + (index >> 3) * 104729) % 256,
);

describe('moveBitmaps', () => {
  it('moves as the operation warp does where no pixel falls between others', async () => {
    for (const affine of [MIRROR, UPSIDE_DOWN, shift(2, -3), rotation(90)]) {
      const graph = new Graph();
      const bitmaps = graph.input('bitmaps', [3, 784], 'u8', { batched: true });
      const affines = graph.input('affine', [3, 6], 'f32', { batched: true });
      const moving = warp(bitmaps, affines);
      const backend = new ReferenceBackend();
      const [from, by, to] = [bitmaps, affines, moving].map(value =>
        backend.buffer(value.shape, value.dtype),
      );
      backend.write(from!, noise);
      backend.write(by!, Float32Array.from([...affine, ...affine, ...affine]));
      const bindings = new Map([
        [bitmaps, from!],
        [affines, by!],
        [moving, to!],
      ]);
      await backend.compile(graph, [moving], bindings).run();
      const expected = await backend.read(to!);
      const moved = moveBitmaps(noise, affine);
      moved.forEach((value, index) => {
        expect(Math.abs(value - 255 * expected[index]!)).toBeLessThanOrEqual(0.51);
      });
    }
  });

  it('keeps lines as dark and as thin when it turns them', () => {
    const line = new Uint8Array(784);
    for (const [row, ink] of [
      [13, 120],
      [14, 255],
      [15, 120],
    ] as const)
      line.fill(ink, row * 28 + 4, row * 28 + 24);
    const turned = moveBitmaps(line, rotation(20));
    const ink = (bitmap: Uint8Array) => bitmap.reduce((sum, value) => sum + value, 0);
    expect(ink(turned) / ink(line)).toBeCloseTo(1, 1);
    expect(Math.max(...turned)).toBeGreaterThan(240);
    const there = moveBitmaps(moveBitmaps(line, rotation(20)), rotation(-20));
    expect(there[14 * 28 + 14]! - line[14 * 28 + 14]!).toBeGreaterThan(-20);
  });

  it('turns clockwise and shifts to the right and down', () => {
    const dot = new Uint8Array(784);
    dot[5 * 28 + 13] = 255;
    expect(moveBitmaps(dot, shift(2, 1))[6 * 28 + 15]).toBe(255);
    // From the top to the right.
    expect(moveBitmaps(dot, rotation(90))[13 * 28 + 22]).toBe(255);
    expect(moveBitmaps(dot, MIRROR)[5 * 28 + 14]).toBe(255);
  });
});

describe('measureSensitivity', () => {
  it('counts what a classifier of the upper half still knows', async () => {
    // Class 1 has its ink at the top.
    const bitmaps = new Uint8Array(2 * 784);
    bitmaps.fill(255, 3 * 28, 6 * 28);
    bitmaps.fill(255, 784 + 20 * 28, 784 + 23 * 28);
    const half = (bitmap: Uint8Array) => bitmap.reduce((sum, ink) => sum + ink, 0);
    const classify = async (moved: Uint8Array) =>
      Float32Array.from(
        Array.from({ length: moved.length / 784 }, (_, n) => {
          const top = half(moved.subarray(n * 784, n * 784 + 392));
          const bottom = half(moved.subarray(n * 784 + 392, (n + 1) * 784));
          return top > bottom ? [0, 1] : [1, 0];
        }).flat(),
      );
    const done: number[] = [];
    const drawings = { bitmaps, labels: Int32Array.of(1, 0) };
    const sensitivity = await measureSensitivity(classify, drawings, share => done.push(share));
    expect(sensitivity).toMatchObject({ drawings: 2, asTheyAre: 2, mirrored: 2, upsideDown: 0, blurred: 2 });
    expect(sensitivity.rotation.amounts[0]).toBe(-45);
    expect([...sensitivity.shiftRight.correct]).toEqual(Array(13).fill(2));
    expect(done.at(-1)).toBe(1);
  });
});

describe('occlusionMap', () => {
  it('tells the probability lost where a patch is erased', async () => {
    const bitmap = new Uint8Array(784);
    bitmap[10 * 28 + 10] = 255;
    const classify = async (drawings: Uint8Array) =>
      Float32Array.from(
        Array.from({ length: drawings.length / 784 }, (_, n) =>
          drawings[n * 784 + 10 * 28 + 10] ? [0.9, 0.1] : [0.4, 0.6],
        ).flat(),
      );
    const { predicted, label } = await occlusionMap(classify, bitmap, 0, 1);
    expect(predicted[10 * 28 + 10]).toBeCloseTo(0.5);
    expect(label[12 * 28 + 8]).toBeCloseTo(-0.5);
    expect(predicted.filter(value => value !== 0)).toHaveLength(PATCH ** 2);
  });
});

describe('firstLayerOf', () => {
  it('makes pictures of filters and of dense weights, and none of anything else', () => {
    const data = Float32Array.from({ length: 18 }, (_, index) => index);
    const layer = firstLayerOf(new Map([['conv1/kernel', { shape: [3, 3, 1, 2], data }]]));
    expect(layer).toEqual({
      side: 3,
      weights: Float32Array.from([0, 2, 4, 6, 8, 10, 12, 14, 16, 1, 3, 5, 7, 9, 11, 13, 15, 17]),
    });
    const dense = { shape: [784, 4], data: new Float32Array(784 * 4) };
    expect(firstLayerOf(new Map([['dense1/kernel', dense]]))?.side).toBe(28);
    expect(
      firstLayerOf(new Map([['dense1/kernel', { shape: [5, 4], data: new Float32Array(20) }]])),
    ).toBeUndefined();
  });
});

describe('analyzeRun', () => {
  let folder: string;
  const run = () => join(folder, 'run');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-analyze-'));
    const options = { perCategory: 40, categories: ['cow', 'sock'], epochs: 1, width: 2, threads: 1 };
    await train(options, { out: run() });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps what only the network can tell, for these predictions only', async () => {
    const predictions = await readPredictions(run());
    expect(await readAnalysis(run(), predictions)).toBeUndefined();
    const { analysis, notes } = await analyzeRun(run(), { threads: 1 });
    expect(notes).toEqual([]);
    expect(analysis.sensitivity?.drawings).toBe(predictions.labels.length);
    expect(analysis.firstLayer?.weights).toHaveLength(2 * 9);
    expect(analysis.validation?.confusion.counts.reduce((sum, count) => sum + count, 0)).toBe(
      analysis.validation?.drawings,
    );
    expect(await readAnalysis(run(), predictions)).toEqual(analysis);
    predictions.probabilities[0]! += 0.1;
    expect(await readAnalysis(run(), predictions)).toBeUndefined();
  });

  it('does without the validation side where the drawings are gone', async () => {
    const copy = join(folder, 'copy');
    cpSync(run(), copy, { recursive: true });
    const path = join(copy, 'run.json');
    const record = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(
      path,
      JSON.stringify({ ...record, config: { ...record.config, data: join(folder, 'gone') } }),
    );
    const { analysis, notes } = await analyzeRun(copy, { threads: 1 });
    expect(analysis.validation).toBeUndefined();
    expect(notes).toHaveLength(1);
    expect(analysis.sensitivity).toBeDefined();
  });

  it('tells what is missing or damaged', async () => {
    await expect(analyzeRun(join(folder, 'none'))).rejects.toThrow(RunError);
    const predictions = await readPredictions(run());
    await analyzeRun(run(), { threads: 1 });
    const path = join(run(), 'analysis.npz');
    writeFileSync(path, readFileSync(path).subarray(0, -40));
    await expect(readAnalysis(run(), predictions)).rejects.toThrow(DataError);
  });
});
