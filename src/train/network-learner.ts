import type { Backend } from '../engine/index.ts';
import { countParameters, parametersOf, Trainer } from '../nn/index.ts';
import { buildModel, trainingOptions } from './build-model.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { fitClassifier } from './fit.ts';
import type { Learner } from './learner.ts';

interface NetworkPlace {
  readonly directory: string;
  readonly backend: Backend;
  readonly classes: number;
  /** What to go on from. */
  readonly last: Checkpoint | undefined;
}

/** A network that learns in a run. @throws DataError if the checkpoint is of another model. */
export function networkLearner(
  config: TrainConfig,
  { directory, backend, classes, last }: NetworkPlace,
): Learner {
  const model = buildModel(config, classes);
  const parameters = countParameters(parametersOf(model.build));
  const trainer = new Trainer(backend, model, trainingOptions(config));
  const start = last?.progress;
  if (last) trainer.load(last.tensors, 'last.safetensors');
  else trainer.initialize(config.seed);
  return {
    parameters,
    start,
    fit: lesson => fitClassifier({ ...lesson, config, trainer, start }),
    async kept() {
      const best = await readCheckpoint(directory, 'best');
      if (best) trainer.evaluated.load(best.tensors, 'best.safetensors');
      return { predictor: trainer.evaluated, parameters };
    },
  };
}
