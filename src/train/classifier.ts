import { createNodeBackend } from '../engine/node/index.ts';
import { UsageError } from '../errors.ts';
import { Network } from '../nn/index.ts';
import { readBestWeights } from './best-weights.ts';
import { buildModel } from './build-model.ts';
import { checkpointPath } from './checkpoint.ts';
import { type RunRecord, readRecord } from './run-record.ts';

/** The best weights of a network's run, ready to be used. */
export interface Classifier {
  readonly record: RunRecord;
  /** Names by label. */
  readonly categories: readonly string[];
  readonly network: Network;
  close(): Promise<void>;
}

/**
 * Opens the best weights of a network's run; `openPredictor` opens those of trees too.
 * @param directory the run's.
 * @param options threads to compute with (default: one a core), drawings to look at in one step.
 * @throws UsageError if it is a run of trees; RunError if the run has none yet; RunError or DataError if its files are damaged.
 */
export async function openClassifier(
  directory: string,
  { threads, batch }: { threads?: number | undefined; batch?: number | undefined } = {},
): Promise<Classifier> {
  const record = await readRecord(directory);
  const { config } = record;
  if (config.model === 'gbdt')
    throw new UsageError(`The run ${record.name} is one of trees (gbdt): it has no network to look into.`, {
      hint: 'Name a run of a cnn or an mlp.',
    });
  const { tensors } = await readBestWeights(directory, record);
  const backend = createNodeBackend(threads === undefined ? {} : { threads });
  try {
    const model = buildModel(config, record.categories.length);
    const network = new Network(backend, model, batch === undefined ? {} : { batch });
    network.load(tensors, checkpointPath(directory, 'best'));
    return { record, categories: record.categories, network, close: () => backend.close() };
  } catch (error) {
    await backend.close();
    throw error;
  }
}
