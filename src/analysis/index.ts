export {
  type ConfusedPair,
  type ConfusionMatrix,
  confusedPairs,
  confusionMatrix,
  countCorrect,
  supportOf,
} from './confusion.ts';
export { type Interval, wilsonInterval } from './intervals.ts';
export { type MeanInterval, meanInterval } from './t-interval.ts';
export { countInTop, predictedClasses, topClasses } from './top-k.ts';
