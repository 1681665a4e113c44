import type { WasmBackend } from '../engine/index.ts';
import type { LastCheckpoint } from './kept-files.ts';
import type { Learner } from './learner.ts';
import { networkLearner } from './network-learner.ts';
import type { RunConfig } from './run-config.ts';
import { treesLearner } from './trees-learner.ts';

interface LearnerPlace {
  readonly directory: string;
  readonly backend: WasmBackend;
  readonly classes: number;
  /** Of the same model. */
  readonly last: LastCheckpoint | undefined;
}

/** The learner that a configuration describes, where its run stands. @throws DataError or RunError for damaged checkpoints. */
export function openLearner(config: RunConfig, { last, ...place }: LearnerPlace): Learner {
  if (config.model === 'gbdt')
    return treesLearner(config, { ...place, last: last && 'trees' in last ? last.trees : undefined });
  return networkLearner(config, { ...place, last: last && 'tensors' in last ? last : undefined });
}
