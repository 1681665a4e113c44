import { createNodeBackend } from '../engine/node/index.ts';
import { UsageError } from '../errors.ts';
import { Network } from '../nn/index.ts';
import { buildModel } from './build-model.ts';
import { type CheckpointKind, checkpointPath } from './checkpoint.ts';
import { type RunRecord, readRecord } from './run-record.ts';
import { readWeights } from './run-weights.ts';

/** The weights of a network's run, ready to be used. */
export interface Classifier {
  readonly record: RunRecord;
  /** Names by label. */
  readonly categories: readonly string[];
  readonly network: Network;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Threads to compute with; left out, one a core. */
  readonly threads?: number | undefined;
  /** Of which epoch; left out, the best one. */
  readonly weights?: CheckpointKind | undefined;
}

/**
 * Opens the weights of a network's run; `openPredictor` opens trees too.
 * @param directory the run's.
 * @param options `batch`: drawings to look at in one step.
 * @throws UsageError if it is a run of trees; RunError if the run has none yet; RunError or DataError if its files are damaged.
 */
export async function openClassifier(
  directory: string,
  { threads, weights = 'best', batch }: OpenOptions & { batch?: number | undefined } = {},
): Promise<Classifier> {
  const record = await readRecord(directory);
  const { config } = record;
  if (config.model === 'gbdt')
    throw new UsageError(`The run ${record.name} is one of trees (gbdt): it has no network to look into.`, {
      hint: 'Name a run of a cnn or an mlp.',
    });
  const { tensors } = await readWeights(directory, record, weights);
  const backend = createNodeBackend(threads === undefined ? {} : { threads });
  try {
    const model = buildModel(config, record.categories.length);
    const network = new Network(backend, model, batch === undefined ? {} : { batch });
    network.load(tensors, checkpointPath(directory, weights));
    return { record, categories: record.categories, network, close: () => backend.close() };
  } catch (error) {
    await backend.close();
    throw error;
  }
}
