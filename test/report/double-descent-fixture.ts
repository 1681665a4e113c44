import type { Estimate, MeanEstimate } from '../../src/analysis/index.ts';
import { meanInterval } from '../../src/analysis/index.ts';
import type {
  DescentFindings,
  DescentMeasure,
  DescentOptions,
  DescentSetting,
  DescentVerdict,
  EpochWiseCurve,
  ModelWiseCurve,
  SampleWiseCurve,
  SavedStudy,
  SizePoint,
} from '../../src/studies/index.ts';

/** What made findings are of. */
export interface MadeGrid {
  readonly widths?: readonly number[];
  readonly regularizations?: readonly string[];
  readonly noises?: readonly number[];
  readonly trainings?: readonly string[];
  readonly samples?: readonly number[];
  readonly seeds?: number;
  readonly epochs?: number;
  readonly leaves?: readonly number[];
  readonly hasCause?: boolean;
  /** Sizes that have no results. */
  readonly missing?: readonly number[];
}

export const LAPTOP = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 48, 64];
const CLASSES = 10;

/** Findings as a double descent would look: a U, a peak where drawings are just learned by heart, better beyond. */
export function madeFindings(grid: MadeGrid = {}): DescentFindings {
  const { widths = LAPTOP, missing = [], leaves = [], samples = [1000], hasCause = false } = grid;
  const settings = settingsOf(grid);
  const sizes = widths.filter(width => !missing.includes(width));
  const networks = settings.map(setting => modelWise(setting, sizes, grid));
  const treeSetting = { ...settings[0]!, model: 'gbdt', regularization: '', training: '0.1' } as const;
  const trees = leaves.length > 0 ? [modelWise(treeSetting, leaves, grid)] : [];
  const several = samples.length > 1;
  const withoutSamples = settings.filter(setting => setting.samples === samples[0]);
  return {
    modelWise: [...networks, ...trees],
    epochWise: [
      ...settings.flatMap(setting => sizes.map(size => epochWise(setting, size, grid))),
      ...leaves.map(size => epochWise(treeSetting, size, grid)),
    ],
    sampleWise: several
      ? withoutSamples.flatMap(setting => sizes.map(size => sampleWise(setting, size, samples, grid)))
      : [],
    complexity: withoutSamples.map(({ samples: _, ...setting }) => ({
      setting,
      points: sizes.map(size => {
        const learned = 30 * size ** 1.7 * (1 - setting.labelNoise);
        const most = samples.at(-1)!;
        return {
          size,
          samples: learned < 60 ? null : Math.min(most, learned),
          isAtLeast: learned >= most,
        };
      }),
    })),
    causes: hasCause ? [cause(grid)] : [],
  };
}

function settingsOf({
  regularizations = ['none'],
  noises = [0],
  trainings = ['adam 0.001'],
  samples = [1000],
}: MadeGrid): DescentSetting[] {
  return regularizations.flatMap(regularization =>
    noises.flatMap(labelNoise =>
      trainings.flatMap(training =>
        samples.map(
          (count): DescentSetting => ({
            model: 'cnn',
            regularization,
            training,
            labels: labelNoise > 0 ? 'injected' : 'natural',
            labelNoise,
            samples: count,
          }),
        ),
      ),
    ),
  );
}

/** Width at which drawings are just learned by heart. */
function thresholdOf({ samples, labelNoise, regularization, model }: DescentSetting): number {
  const start = model === 'gbdt' ? 20 : 6;
  return start * Math.sqrt(samples / 1000) * (1 + 2 * labelNoise) * (regularization === 'batch' ? 0.8 : 1);
}

const bump = (size: number, at: number) => Math.exp(-((Math.log(size / at) / 0.5) ** 2));

function lossesAt(setting: DescentSetting, size: number) {
  const { labelNoise, regularization, samples } = setting;
  const threshold = thresholdOf(setting);
  const gain = regularization === 'batch' ? 0.8 : regularization === 'l2' ? 0.9 : 1;
  const valley = 0.5 + 0.9 * size ** -0.8 + 0.4 * Math.sqrt(1000 / samples);
  const test = gain * (valley + (0.05 + 2.5 * labelNoise) * bump(size, 1.15 * threshold) + labelNoise);
  const train = Math.max(
    8e-5,
    1.6 * (1 + labelNoise) * Math.exp(-((2.2 * size) / threshold) * (1 + size / 60)),
  );
  return { test, train, best: gain * (valley + 0.4 * labelNoise) };
}

function pointAt(setting: DescentSetting, size: number, { seeds = 3, epochs = 200 }: MadeGrid): SizePoint {
  const { test, train, best } = lossesAt(setting, size);
  const noise = setting.labelNoise;
  const values: Partial<Record<DescentMeasure, number>> = {
    trainLoss: train,
    trainError: train < 0.005 ? 0 : Math.min(0.8, train / 2.5),
    testLoss: test,
    testError: Math.min(0.85, 0.05 + test / 6),
    bestTestLoss: best,
    bestTestError: Math.min(0.8, 0.04 + best / 7),
    bestEpochByLoss: Math.max(2, Math.min(epochs, epochs * 0.9 * size ** -0.8)),
    bestEpochByAccuracy: Math.max(3, Math.min(epochs, epochs * size ** -0.6)),
    ...(noise > 0
      ? { noisyTestLoss: test * (1 + noise), noisyTestError: noise + (1 - noise) * (0.05 + test / 6) }
      : {}),
    ...(setting.regularization === 'l2' ? { penalty: 1e-4 * size ** 1.3 } : {}),
  };
  const measures = Object.fromEntries(
    Object.entries(values).map(([name, value], at) => [
      name,
      spread(value, seeds, 100 * size + at, name.endsWith('Error') && value === 0 ? 0 : 0.05),
    ]),
  );
  const parameters = setting.model === 'cnn' ? 442 * size ** 2 + 112 * size + 10 : 200 * (2 * size - 1);
  return { size, parameters, measures };
}

/** Runs around a value, always the same. */
function spread(value: number, seeds: number, key: number, share: number): MeanEstimate {
  const runs = Array.from(
    { length: seeds },
    (_, seed) => value * (1 + share * Math.sin(12.9 * key + 7.1 * seed)),
  );
  return meanInterval(runs);
}

export function verdictAt(peak: DescentVerdict['peak'], at: number | null, seeds = 3): DescentVerdict {
  const estimate = (value: number): Estimate =>
    seeds > 1
      ? { value, low: value - 0.05, high: value + 0.05 }
      : { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const hasPlace = at !== null;
  return {
    peak,
    at,
    rise: hasPlace ? estimate(peak === 'none' ? 0.02 : 0.41) : null,
    fall: hasPlace ? estimate(peak === 'peak' ? 0.52 : 0.01) : null,
    words: hasPlace
      ? `It rises to ${at} <and> ${peak === 'peak' ? 'falls' : 'does not fall'} again.`
      : 'It never rises.',
  };
}

function modelWise(setting: DescentSetting, sizes: readonly number[], grid: MadeGrid): ModelWiseCurve {
  const { seeds = 3 } = grid;
  const points = sizes.map(size => pointAt(setting, size, grid));
  const threshold = thresholdOf(setting);
  const inside = sizes.some(size => size > threshold * 2.2) ? threshold * 2.1 : null;
  const highest = sizes
    .filter(size => size > threshold / 2)
    .map(size => [size, bump(size, 1.15 * threshold)] as const);
  const at = highest.sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  const peak =
    setting.labelNoise >= 0.1 && seeds > 1 ? 'peak' : setting.regularization === 'batch' ? 'plateau' : 'none';
  const { samples } = setting;
  return {
    setting,
    points,
    verdicts: { testLoss: verdictAt(peak, at, seeds), testError: verdictAt('none', null, seeds) },
    threshold: inside,
    landmarks:
      setting.model === 'cnn'
        ? { samples: Math.sqrt(samples / 442), samplesTimesClasses: Math.sqrt((samples * CLASSES) / 442) }
        : null,
    predictedPeak: inside === null ? null : inside * 0.85,
  };
}

function epochWise(
  setting: DescentSetting,
  size: number,
  { seeds = 3, epochs = 200 }: MadeGrid,
): EpochWiseCurve {
  const count = setting.model === 'gbdt' ? 60 : epochs;
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const { test, best, train } = lossesAt(setting, size);
  const threshold = thresholdOf(setting);
  const turn = Math.max(3, 120 * size ** -0.8);
  const hump = size > 2 * threshold && setting.labelNoise > 0 ? 0.6 : 0;
  const curve = (at: (epoch: number) => number, key: number) =>
    numbers.map(epoch => {
      const value = at(epoch);
      if (seeds === 1) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
      const half = 0.04 * value * (1.2 + Math.sin(key + epoch));
      return { value, low: value - half, high: value + half };
    });
  const validation = (epoch: number) =>
    best +
    1.6 * Math.exp((-3 * epoch) / turn) +
    (test - best) * (1 - Math.exp(-epoch / (3 * turn))) +
    hump * bump(epoch, 4 * turn);
  const trainAt = (epoch: number) => train + 2.2 * Math.exp((-epoch * size ** 0.7) / 12);
  const error = (loss: number) => Math.min(0.9, 0.04 + loss / 6);
  const second = hump > 0 && seeds > 1 ? 'peak' : 'none';
  return {
    setting,
    size,
    epochs: numbers,
    trainLoss: curve(trainAt, size),
    trainError: curve(epoch => Math.max(0, Math.min(0.9, trainAt(epoch) / 2.5) - 0.0005), size),
    validationLoss: curve(validation, size),
    validationError: curve(epoch => error(validation(epoch)), size),
    verdicts: {
      validationLoss: verdictAt(second, second === 'peak' ? Math.max(1, Math.round(4 * turn)) : null, seeds),
      validationError: verdictAt('none', null, seeds),
    },
  };
}

function sampleWise(
  { samples: _, ...setting }: DescentSetting,
  size: number,
  counts: readonly number[],
  grid: MadeGrid,
): SampleWiseCurve {
  const points = counts.map(samples => pointAt({ ...setting, samples }, size, grid).measures);
  const isHurt = setting.labelNoise > 0 && size >= 8 && size <= 16;
  return {
    setting,
    size,
    samples: counts,
    testLoss: points.map(({ testLoss }) => testLoss!),
    testError: points.map(({ testError }) => testError!),
    trainError: points.map(({ trainError }) => trainError!),
    verdicts: {
      testLoss: verdictAt(isHurt ? 'peak' : 'none', isHurt ? counts[1]! : null),
      testError: verdictAt('none', null),
    },
  };
}

function cause({ seeds = 3 }: MadeGrid) {
  const points = (
    [
      ['clean', 0, 0.004, 0.08],
      ['natural', 0, 0.03, 0.17],
      ['injected', 0.1, 0.127, 0.42],
      ['injected', 0.2, 0.224, 0.71],
    ] as const
  ).map(([labels, labelNoise, wrongShare, height], at) => ({
    labels,
    labelNoise,
    wrongShare,
    height: spread(height, seeds, at + 3, 0.15),
  }));
  const slope = seeds > 1 ? { value: 2.9, low: 2.2, high: 3.6 } : null;
  return {
    regularization: 'none',
    training: 'adam 0.001',
    samples: 1000,
    width: 10,
    points,
    slope,
    words: 'Natural labels were <judged>.',
  };
}

/** A study whose files say nothing but that there are results. */
export function madeSaved(grid: MadeGrid = {}): SavedStudy<DescentOptions> {
  const { widths = LAPTOP, regularizations = ['none'], noises = [0], samples = [1000], seeds = 3 } = grid;
  const options: DescentOptions = {
    data: null,
    categories: ['cat', '<b>dog</b>'],
    perCategory: null,
    models: ['cnn'],
    widths: [...widths],
    regularization: regularizations as DescentOptions['regularization'],
    l2: 1e-5,
    l1: 1e-5,
    labelNoise: [...noises],
    noiseKind: 'symmetric',
    compare: null,
    samples: [...samples],
    validation: 1000,
    test: 5000,
    epochs: grid.epochs ?? 200,
    batch: 128,
    optimizer: ['adam'],
    learningRate: 0.001,
    schedule: ['constant'],
    leaves: [...(grid.leaves ?? [])],
    rounds: 60,
    treesLearningRate: 0.1,
    seeds,
    seed: 1,
    splitSeed: 1,
  };
  const result = { timing: { seconds: 90, threads: 1, cpu: 'a processor', endedAt: '' } };
  const missing = (grid.missing ?? []).map(width => ({
    name: `cnn k=${width} <seed 1>`,
    failure: 'no memory',
  }));
  return {
    directory: 'made',
    record: {
      schema: 1,
      name: 'made-descent',
      kind: 'double-descent',
      state: missing.length > 0 ? 'failed' : 'finished',
      failure: null,
      code: { version: '0.1.0' },
      startedAt: '2026-11-24T12:00:00.000Z',
      endedAt: '2026-11-24T12:30:00.000Z',
      options,
      design: {},
      notes: ['A note <of> the plan.'],
      cells: missing.map(({ name }, at) => ({ key: `${at}`, name, factors: {} })),
      failures: [],
      rows: [],
    },
    options,
    outcomes: Array.from({ length: widths.length * seeds }, () => ({ result })),
    rows: [],
    missing,
    damaged: [],
  } as unknown as SavedStudy<DescentOptions>;
}
