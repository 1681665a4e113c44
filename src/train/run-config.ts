import { z } from 'zod';
import { UsageError } from '../errors.ts';
import { type TrainConfig, type TrainOptions, trainConfigSchema } from './config.ts';
import { selectFromStarter } from './starter-selection.ts';
import { type TreesConfig, type TreesOptions, treesConfigSchema } from './trees-config.ts';

/** Everything that decides what a run computes, with all defaults; `model` tells networks from trees. It stands in run.json. */
export const runConfigSchema = z.discriminatedUnion('model', [trainConfigSchema, treesConfigSchema]);

export type RunConfig = TrainConfig | TreesConfig;

/** A configuration of which anything may be left out; without a model it is a network's. */
export type RunOptions = TrainOptions | TreesOptions;

/** What a pass over the drawings is called. */
export function passWord({ model }: { readonly model: string }): 'epoch' | 'round' {
  return model === 'gbdt' ? 'round' : 'epoch';
}

/** Most epochs, or rounds. */
export function mostPasses(config: RunConfig): number {
  return config.model === 'gbdt' ? config.rounds : config.epochs;
}

/**
 * Fills in what is left out.
 * @throws UsageError that names the first value that makes no sense.
 */
export function completeConfig(options: TrainOptions): TrainConfig;
export function completeConfig(options: TreesOptions): TreesConfig;
export function completeConfig(options: RunOptions): RunConfig;
export function completeConfig(options: RunOptions): RunConfig {
  const schema = options.model === 'gbdt' ? treesConfigSchema : trainConfigSchema;
  const parsed = schema.safeParse(options);
  if (parsed.success) return selectFromStarter<RunConfig>(parsed.data);
  const { path, message } = parsed.error.issues[0]!;
  const name = path.length === 0 ? 'the configuration' : path.join('.');
  throw new UsageError(`The configuration makes no sense: ${name}: ${message}.`);
}
