import type { EvaluationSums, LabeledDrawings, Predictions } from '../nn/index.ts';

/** What tells drawings apart, be it a network or trees. */
export interface Predictor {
  readonly classes: number;
  /** Loss and right answers, summed. */
  evaluate(drawings: LabeledDrawings): Promise<EvaluationSums>;
  /** The same with the probabilities of all classes. */
  predict(drawings: LabeledDrawings): Promise<Predictions>;
  /** The probabilities of all classes for drawings u8 [N, 784] whose class is not known, float32 [N, classes]. */
  classify(bitmaps: Uint8Array): Promise<Float32Array>;
}
