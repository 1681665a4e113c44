import { resolve } from 'node:path';
import type { Side } from '../data/index.ts';
import type { OpenedDrawings } from '../data/node/index.ts';
import { createNodeBackend } from '../engine/node/index.ts';
import { RunError } from '../errors.ts';
import { Trainer } from '../nn/index.ts';
import { buildModel, trainingOptions } from './build-model.ts';
import type { Checkpoint, Progress } from './checkpoint.ts';
import type { TrainConfig } from './config.ts';
import { newRecord } from './new-record.ts';
import { type OpenDrawings, openRunDrawings } from './run-drawings.ts';
import { RunJournal } from './run-journal.ts';
import { type RunRecord, writeRecord } from './run-record.ts';
import { writeSeen } from './seen-drawings.ts';

/** A run with all that it needs to train. */
export interface PreparedRun {
  readonly directory: string;
  readonly record: RunRecord;
  readonly drawings: OpenedDrawings<Side>;
  /** With the weights to go on from. */
  readonly trainer: Trainer;
  readonly journal: RunJournal;
  /** Where to go on; undefined at the beginning. */
  readonly start: Progress | undefined;
  close(): Promise<void>;
}

interface Preparation {
  readonly directory: string;
  readonly config: TrainConfig;
  readonly startedAt: Date;
  /** The record of a run that goes on, and its last checkpoint if there is one yet. */
  readonly goingOn?: { readonly before: RunRecord; readonly checkpoint: Checkpoint | undefined };
  readonly onOpening: Parameters<OpenDrawings>[1];
  /** How to open the drawings, if not from the files that the configuration names. */
  readonly openDrawings: OpenDrawings | undefined;
}

/**
 * Opens drawings, model and journal of a run, and marks it as running.
 * @throws RunError if it is to go on with other drawings than it began with, or its files are damaged.
 */
export async function prepareRun(preparation: Preparation): Promise<PreparedRun> {
  const { directory, config, goingOn, openDrawings = openRunDrawings } = preparation;
  const drawings = await openDrawings(withFullPaths(config), preparation.onOpening);
  const backend = createNodeBackend(config.threads === null ? {} : { threads: config.threads });
  const close = async () => {
    await backend.close();
    await drawings.close();
  };
  try {
    const model = buildModel(config, drawings.categories.length);
    const { threads } = backend;
    const record = newRecord({ ...preparation, config: withFullPaths(config), drawings, model, threads });
    if (goingOn) refuseOtherDrawings(goingOn.before, record);
    const trainer = new Trainer(backend, model, trainingOptions(config));
    const checkpoint = goingOn?.checkpoint;
    if (checkpoint) trainer.load(checkpoint.tensors, 'last.safetensors');
    else trainer.initialize(config.seed);
    const start = checkpoint?.progress;
    const journal = await RunJournal.open(directory, start?.epoch ?? 1);
    await writeSeen(directory, [drawings.parts.train, drawings.parts.validation]);
    await writeRecord(directory, record);
    return { directory, record, drawings, trainer, journal, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A run can go on in another working directory. */
function withFullPaths(config: TrainConfig): TrainConfig {
  const full = (path: string | null) => (path === null ? null : resolve(path));
  return { ...config, data: full(config.data), exclude: full(config.exclude) };
}

function refuseOtherDrawings(before: RunRecord, now: RunRecord): void {
  if (before.dataFingerprint === now.dataFingerprint) return;
  throw new RunError(`The run ${before.name} began with other drawings than there are now.`, {
    hint: `Bring back what ${now.config.data ?? 'the starter pack'} held, or train a new run.`,
  });
}
