export { analyzeRun } from './analyze-run.ts';
export { type BenchOptions, type BenchResult, benchTraining, type TimedCall } from './bench.ts';
export { type Checkpoint, readCheckpoint } from './checkpoint.ts';
export { type Classifier, openClassifier } from './classifier.ts';
export type { Augmentation, TrainConfig, TrainOptions } from './config.ts';
export type { EpochMetrics } from './epoch-metrics.ts';
export { type Evaluation, evaluate } from './evaluate.ts';
export { evaluateSource } from './evaluate-source.ts';
export type { ExportFormat } from './export-formats.ts';
export { type ExportedRun, exportRun } from './export-run.ts';
export type { ResumeOptions } from './extend-run.ts';
export { findRun, type ListedRun, listRuns } from './find-run.ts';
export type { FinishedRun } from './finish-run.ts';
export type { FirstLayer } from './first-layer.ts';
export type { EpochEvent, StepEvent } from './fit.ts';
export { keptPath } from './kept-files.ts';
export { type LabelNoise, labelTransition } from './label-noise.ts';
export type { Measurement, NamedPair } from './measure.ts';
export { type OpenPredictor, openPredictor } from './open-predictor.ts';
export { type Prediction, predict } from './predict.ts';
export { readPredictions, type SavedPredictions } from './predictions-file.ts';
export type { Predictor } from './predictor.ts';
export { defaultPreset, type PresetName, presetNames, withPreset } from './presets.ts';
export {
  type ExaminedDrawing,
  type RunAnalysis,
  readAnalysis,
  type ValidationFacts,
} from './run-analysis.ts';
export { completeConfig, mostPasses, passWord, type RunConfig, type RunOptions } from './run-config.ts';
export { type DrawingsConfig, type OpenDrawings, openRunDrawings } from './run-drawings.ts';
export { readMetrics } from './run-journal.ts';
export { type RunRecord, type RunResults, readRecord } from './run-record.ts';
export { type SelfTest, testEngine } from './self-test.ts';
export type { Sensitivity, SensitivityCurve } from './sensitivity.ts';
export { selectRunDrawings, shareRunDrawings } from './shared-run-drawings.ts';
export { STUDIED_CATEGORIES } from './starter-selection.ts';
export { resume, type TrainControls, type TrainEvent, train } from './train.ts';
export type { TreesConfig, TreesOptions } from './trees-config.ts';
export { readImportance } from './trees-file.ts';
