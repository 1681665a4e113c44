export { DISPLACEMENT_GRID, type WarpKind } from './drawing-input.ts';
export { cosine, integerPower, sine } from './elementary-functions.ts';
export { type EvaluationStep, evaluationStep } from './evaluation-step.ts';
export { type Initializer, type InitName, initNames } from './initializers.ts';
export type { LabeledDrawings } from './labeled-drawings.ts';
export { type Classifier, countParameters, type Model, parametersOf } from './model.ts';
export { type CnnOptions, cnn } from './models/cnn.ts';
export { withMirrorImages } from './models/mirror-images.ts';
export { type MlpOptions, mlp } from './models/mlp.ts';
export { type NormName, normNames } from './models/norm.ts';
export { type EvaluationSums, Network, type Predictions } from './network.ts';
export { encodeOnnx, type OnnxDetails } from './onnx/encode-onnx.ts';
export { defaultAdam, type OptimizerOptions } from './optimizers.ts';
export { ParameterScope, type ParameterSpec } from './parameter-scope.ts';
export {
  decodeSafetensors,
  encodeSafetensors,
  type IntegerTensor,
  type Tensor,
  type TensorFile,
} from './safetensors.ts';
export { learningRateAt, type Schedule, type ScheduleName, scheduleNames } from './schedules.ts';
export { checkTensors } from './tensor-check.ts';
export { torchState } from './torch-state.ts';
export { type StepMetrics, type StepSettings, Trainer, type TrainingBatch } from './trainer.ts';
export { averagesOf, type TrainingOptions, type TrainingStep, trainingStep } from './training-step.ts';
