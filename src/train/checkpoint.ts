import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { RunError } from '../errors.ts';
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../nn/index.ts';
import { pathFailure } from '../node/path-failure.ts';
import { makeFolder, writeWholeFile } from './write-file.ts';

const FORMAT = 'quickdraw-lab checkpoint 1';

/** An infinite loss (there is no best epoch yet) is null in JSON. */
const lossSchema = z
  .number()
  .nullable()
  .transform(loss => loss ?? Number.POSITIVE_INFINITY);

const progressSchema = z.strictObject({
  /** Epoch under way, from 1. */
  epoch: z.int().min(1),
  /** Batches of it done. */
  batch: z.int().min(0),
  /** Steps of the run done. */
  step: z.int().min(0),
  /** Sums over the batches of the epoch done. */
  sums: z.strictObject({
    count: z.int().min(0),
    lossSum: z.number(),
    correct: z.number(),
    penaltySum: z.number(),
    seconds: z.number(),
  }),
  best: z.strictObject({ epoch: z.int().min(0), loss: lossSchema }),
});

/**
 * How far training has come. With the weights and what the optimizer keeps, it is all that is needed to go
 * on.
 */
export type Progress = z.output<typeof progressSchema>;

/** `best`: the weights with the lowest validation loss. `last`: everything needed to go on. */
export type CheckpointKind = 'best' | 'last';

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly progress: Progress;
}

/**
 * Writes a checkpoint of a run. @throws RunError if it cannot be written; the old one is still there then.
 */
export async function writeCheckpoint(
  directory: string,
  kind: CheckpointKind,
  { tensors, progress }: Checkpoint,
): Promise<void> {
  const path = checkpointPath(directory, kind);
  await makeFolder(dirname(path));
  const metadata = { format: FORMAT, progress: JSON.stringify(progress) };
  await writeWholeFile(path, encodeSafetensors({ tensors, metadata }));
}

/**
 * Reads a checkpoint of a run, undefined if there is none.
 * @throws DataError or RunError if it is damaged or of another version.
 */
export async function readCheckpoint(
  directory: string,
  kind: CheckpointKind,
): Promise<Checkpoint | undefined> {
  const path = checkpointPath(directory, kind);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw pathFailure(RunError, 'read', path, error);
  }
  const { tensors, metadata } = decodeSafetensors(bytes, path);
  if (metadata.format !== FORMAT) {
    throw new RunError(`${path} is not a checkpoint of this version of quickdraw-lab.`, {
      hint: 'Use the version that made the run, or train again.',
    });
  }
  return { tensors, progress: parseProgress(metadata.progress, path) };
}

export function checkpointPath(directory: string, kind: CheckpointKind): string {
  return join(directory, 'checkpoints', `${kind}.safetensors`);
}

function parseProgress(text: string | undefined, path: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(text ?? ''));
  } catch (cause) {
    throw new RunError(`${path} is damaged: it does not say how far training had come.`, {
      hint: 'Take another copy of the run, or train again.',
      cause,
    });
  }
}
