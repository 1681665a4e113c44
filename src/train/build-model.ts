import {
  type Classifier,
  cnn,
  defaultAdam,
  mlp,
  type OptimizerOptions,
  type TrainingOptions,
  withMirrorImages,
} from '../nn/index.ts';
import { warpKind } from './augmentation.ts';
import type { TrainConfig } from './config.ts';

/** The model that a configuration describes. */
export function buildModel(config: TrainConfig, classes: number): Classifier {
  const { width, hidden, norm, init, dropout, views } = config;
  const model =
    config.model === 'cnn'
      ? cnn({ classes, width, norm, init, dropout })
      : mlp({ classes, hidden, norm, init, dropout });
  return views === 'mirrored' ? withMirrorImages(model) : model;
}

/** How a configuration trains it. */
export function trainingOptions(config: TrainConfig): TrainingOptions {
  const { l1, l2, labelSmoothing, ema, augmentation } = config;
  const warp = warpKind(augmentation);
  return { optimizer: optimizerOf(config), l1, l2, labelSmoothing, averageDecay: ema, warp };
}

function optimizerOf({ optimizer, momentum, weightDecay }: TrainConfig): OptimizerOptions {
  return optimizer === 'adam' ? { ...defaultAdam, weightDecay } : { name: 'sgd', momentum, weightDecay };
}
