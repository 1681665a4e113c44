import { UsageError } from '../errors.ts';
import { checkTensors, encodeOnnx, encodeSafetensors, parametersOf, torchState } from '../nn/index.ts';
import { packageVersion } from '../node/version.ts';
import { writeLightGbmModel } from '../trees/index.ts';
import { buildModel } from './build-model.ts';
import { checkpointPath } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { exportFacts, PRODUCER } from './export-facts.ts';
import type { RunRecord } from './run-record.ts';
import { readRunTrees } from './run-trees.ts';
import { readWeights } from './run-weights.ts';

/** Formats that other programs read, with the ends of files' names: networks as `onnx` and `safetensors`, trees as `lightgbm`. */
export const exportSuffixes = { onnx: 'onnx', safetensors: 'safetensors', lightgbm: 'txt' } as const;

export type ExportFormat = keyof typeof exportSuffixes;

/**
 * The bytes of an export; the same run gives the same.
 * @throws UsageError if the format is not for its model; RunError or DataError if it has nothing yet or its files are damaged.
 */
export async function encodeRun(
  directory: string,
  record: RunRecord,
  format: ExportFormat,
): Promise<Uint8Array> {
  const { config, name } = record;
  if (format === 'lightgbm') {
    if (config.model === 'gbdt') return lightGbmFile(directory, record);
    throw new UsageError(`The run ${name} is a network (${config.model}): lightgbm is a format of trees.`, {
      hint: 'Networks are exported as onnx or safetensors.',
    });
  }
  if (config.model === 'gbdt') {
    throw new UsageError(`The run ${name} is one of trees (gbdt): ${format} is a format of networks.`, {
      hint: `Trees are exported as lightgbm: \`qdl export "${directory}" --format lightgbm\`.`,
    });
  }
  const network = await networkOf(directory, record, config);
  return format === 'onnx' ? onnxFile(record, network) : safetensorsFile(record, network);
}

async function networkOf(directory: string, record: RunRecord, config: TrainConfig) {
  const { tensors, progress } = await readWeights(directory, record, 'best');
  const model = buildModel(config, record.categories.length);
  const parameters = parametersOf(model.build);
  checkTensors(parameters, tensors, checkpointPath(directory, 'best'));
  return { model, weights: new Map(parameters.map(({ name }) => [name, tensors.get(name)!])), progress };
}

type BestNetwork = Awaited<ReturnType<typeof networkOf>>;

function onnxFile(record: RunRecord, { model, weights }: BestNetwork): Uint8Array {
  const { classes } = model;
  return encodeOnnx(model, weights, {
    producer: { name: PRODUCER, version: packageVersion() },
    name: record.name,
    description:
      `Tells ${classes} categories of drawings apart. bitmap [N, 1, 28, 28]: 0 is paper, 1 is ink. logits [N, ${classes}]: ` +
      'their softmax are probabilities; the names of the categories, in order, are in the metadata, as JSON.',
    metadata: exportFacts(record),
  });
}

function safetensorsFile(record: RunRecord, { weights, progress }: BestNetwork): Uint8Array {
  // `format` is how other tools know whose layouts these are.
  const metadata = { format: 'pt', ...exportFacts(record) };
  return encodeSafetensors({ tensors: torchState(weights, progress.step), metadata });
}

async function lightGbmFile(directory: string, record: RunRecord): Promise<Uint8Array> {
  return new TextEncoder().encode(writeLightGbmModel(await readRunTrees(directory, record)));
}
