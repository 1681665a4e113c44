import type { DescentVerdict, EffectiveComplexity, Estimate, MeanEstimate } from '../../analysis/index.ts';

export type { DescentVerdict } from '../../analysis/index.ts';

/** What models of one curve have in common, whatever their size. */
export interface DescentSetting {
  readonly model: 'cnn' | 'gbdt';
  /** `none`, `batch`, `l2` or `l1`; empty for trees. */
  readonly regularization: string;
  /** Optimizer, rate and schedule, such as `adam 0.001` or `sgd 0.05 cosine`; of trees their learning rate. */
  readonly training: string;
  /** `clean`: without what confident learning finds doubtful; `natural`: as they are; `injected`: some made wrong. */
  readonly labels: 'clean' | 'natural' | 'injected';
  /** Share of the training labels made wrong. */
  readonly labelNoise: number;
  /** Training drawings. */
  readonly samples: number;
}

/**
 * What is measured of a run. Train is measured on the labels as trained on, wrong ones too; validation and test labels
 * are never changed. `noisyTest…` is what is to be expected on test labels as noisy as those trained on. Losses are cross
 * entropies without penalty; `penalty` is apart.
 */
export type DescentMeasure =
  | 'trainLoss'
  | 'trainError'
  | 'penalty'
  | 'testLoss'
  | 'testError'
  | 'noisyTestLoss'
  | 'noisyTestError'
  /** The weights of the epoch with the lowest validation loss: what early stopping would have kept. */
  | 'bestTestLoss'
  | 'bestTestError'
  | 'bestEpochByLoss'
  | 'bestEpochByAccuracy';

/** Models of one size over the seeds, after their last epoch where nothing else is said. */
export interface SizePoint {
  /** Width of a network, leaves of a tree. */
  readonly size: number;
  readonly parameters: number;
  /** Means with 95 % intervals over seeds; what was not measured is left out. */
  readonly measures: Readonly<Partial<Record<DescentMeasure, MeanEstimate>>>;
}

/** Model-wise: the same training on models of growing size. */
export interface ModelWiseCurve {
  readonly setting: DescentSetting;
  readonly points: readonly SizePoint[];
  readonly verdicts: { readonly testLoss: DescentVerdict; readonly testError: DescentVerdict };
  /**
   * The size from which on the mean train error is at most `INTERPOLATES_BELOW`, between measured sizes by interpolation;
   * null where none is. Where all are, the smallest, which then is an upper bound.
   */
  readonly threshold: number | null;
  /**
   * Widths at which the parameters equal the training drawings, and the drawings times the classes; seldom whole, and
   * not always among those measured; null for trees.
   */
  readonly landmarks: { readonly samples: number; readonly samplesTimesClasses: number } | null;
  /** Where the peak should be by the effective model complexity, told from train errors alone; null where it cannot be told. */
  readonly predictedPeak: number | null;
}

/** Epoch-wise (of trees round-wise): one model as it is trained longer. Validation stands for held-out drawings. */
export interface EpochWiseCurve {
  readonly setting: DescentSetting;
  readonly size: number;
  readonly epochs: readonly number[];
  /** An entry an epoch. Train as the epoch went, before each step. */
  readonly trainLoss: readonly Estimate[];
  readonly trainError: readonly Estimate[];
  readonly validationLoss: readonly Estimate[];
  readonly validationError: readonly Estimate[];
  /** Of the validation loss and error over epochs. */
  readonly verdicts: { readonly validationLoss: DescentVerdict; readonly validationError: DescentVerdict };
}

/** Sample-wise: one model on more and more drawings. */
export interface SampleWiseCurve {
  readonly setting: Omit<DescentSetting, 'samples'>;
  readonly size: number;
  readonly samples: readonly number[];
  readonly testLoss: readonly MeanEstimate[];
  readonly testError: readonly MeanEstimate[];
  readonly trainError: readonly MeanEstimate[];
  /** Whether more drawings make it worse somewhere. */
  readonly verdicts: { readonly testLoss: DescentVerdict; readonly testError: DescentVerdict };
}

/** Effective model complexity: how many drawings each size still learns by heart (Nakkiran et al. 2019, definition 1). */
export interface ComplexityCurve {
  readonly setting: Omit<DescentSetting, 'samples'>;
  readonly points: readonly ({ readonly size: number } & EffectiveComplexity)[];
}

/** How the height of the peak answers to the share of wrong labels. */
export interface CauseFindings {
  readonly regularization: string;
  readonly training: string;
  readonly samples: number;
  /** Width at which all heights are taken: the place nearest to a peak of the mean curve over all label sets. */
  readonly width: number;
  readonly points: readonly {
    readonly labels: DescentSetting['labels'];
    readonly labelNoise: number;
    /** Share of training labels that are wrong: injected, and what was estimated of the natural ones. */
    readonly wrongShare: number;
    /** Test loss there above that of the widest network, over seeds. */
    readonly height: MeanEstimate;
  }[];
  /**
   * Nats for each share of 1 of wrong labels: the mean of the least squares slopes of the seeds, over those that have all
   * label sets; null with fewer than two shares.
   */
  readonly slope: Estimate | null;
  /** What came out, in a sentence or two, and what the natural labels were taken for. */
  readonly words: string;
}

/** Everything that the results of the grid say. */
export interface DescentFindings {
  readonly modelWise: readonly ModelWiseCurve[];
  readonly epochWise: readonly EpochWiseCurve[];
  /** Empty unless there are several sample counts. */
  readonly sampleWise: readonly SampleWiseCurve[];
  /** Empty unless there are several sample counts. */
  readonly complexity: readonly ComplexityCurve[];
  /** Empty unless label sets are compared. */
  readonly causes: readonly CauseFindings[];
}

/** A model has learned its drawings by heart where it errs on no more than this share of them. */
export const INTERPOLATES_BELOW = 0.001;
