import { describe, expect, it } from 'vitest';
import { cnn, countParameters, parametersOf } from '../../../src/nn/index.ts';
import { completeRows } from '../../../src/studies/double-descent/complete-rows.ts';
import { findDescent } from '../../../src/studies/double-descent/find-descent.ts';
import { landmarksOf } from '../../../src/studies/double-descent/landmarks.ts';
import { descentOptionsSchema } from '../../../src/studies/double-descent/options.ts';
import { descentRows, verdictRows } from '../../../src/studies/double-descent/summary-rows.ts';
import type { CellOutcome } from '../../../src/studies/study.ts';
import { gridOf, outcomeOf, side } from './synthetic-outcomes.ts';

const options = descentOptionsSchema.parse({});
const find = (outcomes: readonly CellOutcome[], naturalWrongShare: number | null = null) =>
  findDescent(options, outcomes, { naturalWrongShare });

/** Widths with a test loss that falls, rises to width 8 and falls again, a little different for each seed. */
const LOSSES = new Map([
  [1, 3],
  [2, 2],
  [4, 1.5],
  [8, 2.5],
  [16, 1.2],
  [32, 1],
]);
const WIDTHS = [...LOSSES.keys()];
const lossOf = (width: number, seed: number) => LOSSES.get(width)! + 0.01 * ((seed * width) % 3);

describe('curves over size', () => {
  it('keep settings apart, and sum up seeds', () => {
    const { modelWise } = find([
      ...gridOf([2, 1], 3, (size, seed) => ({ test: side(size + seed, 0.5) })),
      ...gridOf([2, 1], 3, () => ({ labelNoise: 0.2 })),
      ...gridOf([4], 2, () => ({ model: 'gbdt' })),
    ]);
    expect(modelWise.map(({ setting }) => [setting.model, setting.labels, setting.labelNoise])).toEqual([
      ['cnn', 'natural', 0],
      ['cnn', 'injected', 0.2],
      ['gbdt', 'natural', 0],
    ]);
    const [first] = modelWise[0]!.points;
    expect(modelWise[0]!.points.map(({ size }) => size)).toEqual([1, 2]);
    expect(first!.parameters).toBe(442 + 112 + 10);
    // 2, 3 and 4: s = 1, half 4.30265 / √3 = 2.48414.
    expect(first!.measures.testLoss).toMatchObject({ value: 3, runs: 3 });
    expect(first!.measures.testLoss!.low).toBeCloseTo(3 - 2.48414, 4);
    expect(modelWise[2]!.landmarks).toBeNull();
  });

  it('measure the last weights, and the best apart', () => {
    const last = { train: side(0.1, 0.99), test: side(2, 0.6), noisyTest: side(3, 0.5) };
    const outcome = outcomeOf({
      size: 4,
      seed: 1,
      labelNoise: 0.2,
      train: side(0.5, 0.8),
      test: side(1, 0.7),
      last,
      validation: [side(3, 0.2), side(1, 0.6), side(1, 0.8), side(2, 0.8)],
    });
    const measures = find([outcome]).modelWise[0]!.points[0]!.measures;
    const values = Object.fromEntries(Object.entries(measures).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({
      trainLoss: 0.1,
      trainError: 1 - 0.99,
      penalty: 0.04,
      testLoss: 2,
      testError: 0.4,
      noisyTestLoss: 3,
      noisyTestError: 0.5,
      bestTestLoss: 1,
      bestTestError: 1 - 0.7,
      // The first of equals.
      bestEpochByLoss: 2,
      bestEpochByAccuracy: 3,
    });
  });

  it('take the best weights for the last where none are kept, but not for noisy labels', () => {
    const measuresWith = (labelNoise: number) =>
      find([outcomeOf({ size: 4, seed: 1, labelNoise, test: side(1.5, 0.5) })]).modelWise[0]!.points[0]!
        .measures;
    expect(measuresWith(0.2).testLoss!.value).toBe(1.5);
    expect(measuresWith(0.2)).not.toHaveProperty('noisyTestLoss');
    expect(measuresWith(0).noisyTestLoss!.value).toBe(1.5);
  });

  it('leave out what was not measured', () => {
    const untested = find([outcomeOf({ size: 4, seed: 1, test: null, validation: [null] })]);
    const { measures } = untested.modelWise[0]!.points[0]!;
    expect(Object.keys(measures)).toEqual(['trainLoss', 'trainError', 'penalty']);
    expect(untested.modelWise[0]!.verdicts.testLoss.peak).toBe('none');
    expect(untested.epochWise).toEqual([]);
  });

  it('get a verdict, of seeds that have every size', () => {
    const outcomes = gridOf(WIDTHS, 3, (size, seed) => ({ test: side(lossOf(size, seed)) }));
    const begun = outcomeOf({ size: 1, seed: 4, test: side(99) });
    const [curve] = find([...outcomes, begun]).modelWise;
    expect(curve!.verdicts.testLoss).toMatchObject({ peak: 'peak', at: 8 });
    expect(curve!.verdicts.testLoss.rise!.value).toBeCloseTo(1, 1);
    expect(curve!.verdicts.testError.peak).toBe('none');
    expect(curve!.points[0]!.measures.testLoss!.runs).toBe(4);
  });

  it('have the threshold and the landmarks of their networks', () => {
    const errors = [0.5, 0.2, 0.01, 0.0001, 0, 0];
    const [curve] = find(
      gridOf(WIDTHS, 2, size => ({ train: side(1, 1 - errors[WIDTHS.indexOf(size)]!), samples: 2000 })),
    ).modelWise;
    // Half way in logs between 4 and 8.
    expect(curve!.threshold).toBeCloseTo(4 * Math.SQRT2, 6);
    expect(curve!.predictedPeak).toBeCloseTo(4 * Math.SQRT2, 6);
    const { samples, samplesTimesClasses } = curve!.landmarks!;
    expect(442 * samples ** 2 + 112 * samples + 10).toBeCloseTo(2000, 6);
    expect(442 * samplesTimesClasses ** 2 + 112 * samplesTimesClasses + 10).toBeCloseTo(20_000, 6);
  });
});

describe('landmarks', () => {
  it('are exact for any number of classes and with batch norm', () => {
    for (const norm of ['none', 'batch'] as const)
      for (const width of [1, 7, 40]) {
        const model = cnn({ classes: 3, width, norm, init: 'glorot', dropout: 0 });
        const samples = countParameters(parametersOf(model.build));
        expect(landmarksOf({ classes: 3, norm, samples }).samples).toBeCloseTo(width, 9);
      }
  });

  it('are width 0 for fewer drawings than a network of no width has parameters', () => {
    expect(landmarksOf({ classes: 10, norm: 'none', samples: 1 }).samples).toBe(0);
  });
});

describe('curves over epochs', () => {
  it('have the mean of the seeds at each epoch, up to the end of the shortest', () => {
    const outcomes = [
      outcomeOf({ size: 4, seed: 1, validation: [side(3, 0.1), side(2, 0.2), side(1, 0.3)] }),
      outcomeOf({ size: 4, seed: 2, validation: [side(5, 0.3), side(4, 0.4)] }),
    ];
    const [curve] = find(outcomes).epochWise;
    expect(curve).toMatchObject({ size: 4, epochs: [1, 2] });
    expect(curve!.validationLoss.map(({ value }) => value)).toEqual([4, 3]);
    expect(curve!.validationError[1]!.value).toBeCloseTo(0.7, 12);
    expect(curve!.trainLoss.map(({ value }) => value)).toEqual([2, 1]);
  });

  it('find a second descent in them', () => {
    const losses = [4, 2, 1, 2, 3, 2, 1, 0.5];
    const outcomes = gridOf([4], 3, (_, seed) => ({
      validation: losses.map((loss, epoch) => side(loss + 0.01 * ((seed * (epoch + 1)) % 3))),
    }));
    const [curve] = find(outcomes).epochWise;
    expect(curve!.verdicts.validationLoss).toMatchObject({ peak: 'peak', at: 5 });
    expect(curve!.verdicts.validationLoss.words).toContain('epoch 5');
  });
});

describe('curves over drawings', () => {
  const COUNTS = [500, 1000, 2000, 4000];
  const grid = COUNTS.flatMap(samples =>
    gridOf([2, 4, 8, 16, 32], 2, (size, seed) => ({
      samples,
      // Learned from size samples / 125 on: thresholds 4, 8, 16 and 32.
      train: side(1, 1 - Math.min(0.9, 0.001 * 10 ** Math.log2(samples / 125 / size))),
      test: side(samples + seed + size),
    })),
  );

  it('are there where there are several numbers of drawings', () => {
    const { sampleWise } = find(grid);
    expect(sampleWise.map(({ size }) => size)).toEqual([2, 4, 8, 16, 32]);
    expect(sampleWise[0]).toMatchObject({ samples: COUNTS });
    expect(sampleWise[0]!.testLoss.map(({ value }) => value)).toEqual(COUNTS.map(samples => samples + 3.5));
    expect(sampleWise[0]!.verdicts.testLoss.words).toContain(
      'It rises by 3500 [3500, 3500] from drawings 500',
    );
    expect(sampleWise[0]!.setting).not.toHaveProperty('samples');
    const single = find(grid.filter(({ cell }) => cell.factors.samples === 1000));
    expect(single.sampleWise).toEqual([]);
    expect(single.complexity).toEqual([]);
  });

  it('tell of the complexity of each size', () => {
    const { points } = find(grid).complexity[0]!;
    expect(points[0]).toEqual({ size: 2, samples: null, isAtLeast: false });
    expect(points[1]!.samples).toBeCloseTo(500, 6);
    expect(points[3]!.samples).toBeCloseTo(2000, 6);
    expect(points[4]).toMatchObject({ size: 32, isAtLeast: true });
  });

  it('predict the peak on one number of drawings from the others', () => {
    for (const { setting, predictedPeak } of find(grid).modelWise)
      expect(predictedPeak).toBeCloseTo(setting.samples / 125, 6);
  });
});

describe('the cause', () => {
  const heights = { clean: 0.1, natural: 0.2, injected: 0.6 };
  const grid = Object.entries(heights).flatMap(([labels, height]) =>
    gridOf([1, 2, 4, 8, 16], 3, (size, seed) => ({
      labels,
      labelNoise: labels === 'injected' ? 0.25 : 0,
      test: side(size === 4 ? 1 + height + 0.01 * seed : size === 1 ? 3 : size === 2 ? 0.9 : 1),
    })),
  );

  it('is how the height of the peak answers to wrong labels', () => {
    const [cause] = find(grid, 0.2).causes;
    expect(cause).toMatchObject({ regularization: 'none', samples: 1000, width: 4 });
    expect(cause!.points.map(({ wrongShare }) => wrongShare)).toEqual([0, 0.2, 1 - 0.8 * 0.75]);
    for (const [index, height] of Object.values(heights).entries())
      expect(cause!.points[index]!.height.value).toBeCloseTo(height + 0.02, 9);
    // Shares 0, 0.2, 0.4 and heights 0.1, 0.2, 0.6: slope (0.4 · 0.25) / 0.08, the same for every seed.
    expect(cause!.slope!.value).toBeCloseTo(1.25, 9);
    expect(cause!.slope!.low).toBeCloseTo(1.25, 6);
    expect(cause!.words).toContain('grows with wrong labels: by 0.125 nats');
    expect(cause!.words).toContain('20.0 %');
  });

  it('says so where natural labels were not looked at', () => {
    const [cause] = find(grid).causes;
    expect(cause!.points.map(({ wrongShare }) => wrongShare)).toEqual([0, 0, 0.25]);
    expect(cause!.words).toContain('was not estimated and counts as 0');
    const [alike] = find(grid.filter(({ cell }) => cell.factors.labels !== 'injected')).causes;
    expect(alike!.slope).toBeNull();
  });

  it('needs several label sets', () => {
    expect(find(grid.filter(({ cell }) => cell.factors.labels === 'clean')).causes).toEqual([]);
  });
});

describe('rows', () => {
  const findings = find(gridOf(WIDTHS, 3, (size, seed) => ({ test: side(lossOf(size, seed)) })));

  it('are one a size, with intervals', () => {
    const rows = descentRows(findings);
    expect(rows).toHaveLength(WIDTHS.length);
    expect(rows[3]).toMatchObject({ model: 'cnn', regularization: 'none', samples: 1000, size: 8, seeds: 3 });
    expect(rows[3]!.testLoss).toBeCloseTo(2.51, 9);
    expect(rows[3]!.testLossLow).toBeLessThan(2.51);
    expect(Object.keys(rows[0]!).filter(name => name.endsWith('Low'))).toHaveLength(11);
  });

  it('are one a verdict', () => {
    const rows = verdictRows(findings);
    expect(rows.map(({ measure }) => measure)).toEqual(['testLoss', 'testError']);
    expect(rows[0]).toMatchObject({ peak: 'peak', width: 8, labelNoise: 0, threshold: null });
    expect(rows[0]!.interval![0]).toBeLessThan(rows[0]!.rise!);
    const once = verdictRows(find(gridOf(WIDTHS, 1, (size, seed) => ({ test: side(lossOf(size, seed)) }))));
    expect(once[0]).toMatchObject({ peak: 'none', width: 8, interval: null, fallInterval: null });
    expect(JSON.stringify(once)).not.toContain('Infinity');
  });

  it('are none of nothing', () => {
    expect(find([])).toEqual({ modelWise: [], epochWise: [], sampleWise: [], complexity: [], causes: [] });
    expect(descentRows(find([]))).toEqual([]);
  });
});

describe('completeRows', () => {
  const cells = (missing: (size: number, seed: number) => boolean) =>
    [1, 2, 4, 8].flatMap(size =>
      [1, 2, 3].flatMap(seed => (missing(size, seed) ? [] : [{ size, seed, value: 10 * size + seed }])),
    );

  it('loses the size of a single failure', () => {
    expect(completeRows(cells((size, seed) => size === 2 && seed === 3))).toEqual({
      sizes: [1, 4, 8],
      seeds: [1, 2, 3],
      values: [1, 2, 3].map(seed => [10 + seed, 40 + seed, 80 + seed]),
    });
  });

  it('loses a seed that has only begun', () => {
    const { sizes, seeds } = completeRows(cells((size, seed) => seed === 3 && size > 1));
    expect(sizes).toEqual([1, 2, 4, 8]);
    expect(seeds).toEqual([1, 2]);
  });

  it('is empty of nothing', () => {
    expect(completeRows([])).toEqual({ sizes: [], seeds: [], values: [] });
  });
});
