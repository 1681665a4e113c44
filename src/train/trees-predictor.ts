import type { LabeledDrawings, Predictions } from '../nn/index.ts';
import type { TreeModel } from '../trees/index.ts';
import type { Predictor } from './predictor.ts';

/** Trees as what tells drawings apart. */
export function treesPredictor(model: TreeModel): Predictor {
  const predict = async (drawings: LabeledDrawings): Promise<Predictions> => {
    const count = drawings.labels.length;
    if (count === 0) return { count, lossSum: 0, correct: 0, probabilities: new Float32Array() };
    const { loss, accuracy, probabilities } = model.evaluate(drawings);
    return { count, lossSum: count * loss, correct: Math.round(count * accuracy), probabilities };
  };
  return {
    classes: model.classes,
    evaluate: predict,
    predict,
    classify: async bitmaps => model.predict(bitmaps),
  };
}
