import type { BatchSource } from '../data/index.ts';
import type { Progress } from './checkpoint.ts';
import type { EpochEvent, FitResult, StepEvent } from './fit.ts';
import type { Predictor } from './predictor.ts';
import type { RunJournal } from './run-journal.ts';

/** What a learner learns from, and whom it tells. */
export interface Lesson {
  readonly train: BatchSource;
  /** May be empty: then nothing stops early. */
  readonly validation: BatchSource;
  readonly journal: RunJournal;
  readonly onEvent?: ((event: StepEvent | EpochEvent) => void) | undefined;
  /** Stops it with everything saved; `fit` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a run keeps of all that was trained. */
export interface Kept {
  readonly predictor: Predictor;
  /** Trainable numbers of the model. */
  readonly parameters: number;
  /** Path of a picture of what it looks at, for models that have one. */
  readonly importancePicture?: string;
}

/** A model that is trained in a run, be it a network or trees. */
export interface Learner {
  /** Trainable numbers of the model; 0 for one that has yet to grow. */
  readonly parameters: number;
  /** Where it goes on; undefined at the beginning. */
  readonly start: Pick<Progress, 'epoch' | 'batch'> | undefined;
  /** Trains to the end and saves what comes out. */
  fit(lesson: Lesson): Promise<FitResult>;
  /** What is kept of it, after `fit`. */
  kept(): Promise<Kept>;
}
