import { resolve } from 'node:path';
import type { Side } from '../data/index.ts';
import type { OpenedDrawings } from '../data/node/index.ts';
import { createNodeBackend } from '../engine/node/index.ts';
import { RunError } from '../errors.ts';
import type { LastCheckpoint } from './kept-files.ts';
import type { Learner } from './learner.ts';
import { newRecord } from './new-record.ts';
import { openLearner } from './open-learner.ts';
import type { RunConfig } from './run-config.ts';
import { type OpenDrawings, openRunDrawings } from './run-drawings.ts';
import { RunJournal } from './run-journal.ts';
import { type RunRecord, writeRecord } from './run-record.ts';
import { writeSeen } from './seen-drawings.ts';

/** A run with all that it needs to train. */
export interface PreparedRun {
  readonly directory: string;
  readonly record: RunRecord;
  readonly drawings: OpenedDrawings<Side>;
  /** Where the run stands. */
  readonly learner: Learner;
  readonly journal: RunJournal;
  close(): Promise<void>;
}

interface Preparation {
  readonly directory: string;
  readonly config: RunConfig;
  readonly startedAt: Date;
  /** The record of a run that goes on, and its last checkpoint if there is one yet. */
  readonly goingOn?: { readonly before: RunRecord; readonly last: LastCheckpoint | undefined };
  readonly onOpening: Parameters<OpenDrawings>[1];
  /** How to open the drawings, if not from the files that the configuration names. */
  readonly openDrawings: OpenDrawings | undefined;
}

/**
 * Opens drawings, learner and journal of a run, and marks it as running.
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
    if (goingOn) refuseOtherDrawings(goingOn.before, drawings.catalogue.fingerprint);
    const classes = drawings.categories.length;
    const learner = openLearner(config, { directory, backend, classes, last: goingOn?.last });
    const record = newRecord({
      ...preparation,
      config: withFullPaths(config),
      drawings,
      parameters: learner.parameters,
      threads: backend.threads,
    });
    const journal = await RunJournal.open(directory, learner.start?.epoch ?? 1);
    await writeSeen(directory, [drawings.parts.train, drawings.parts.validation]);
    await writeRecord(directory, record);
    return { directory, record, drawings, learner, journal, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A run can go on in another working directory. */
function withFullPaths<C extends RunConfig>(config: C): C {
  const full = (path: string | null) => (path === null ? null : resolve(path));
  return { ...config, data: full(config.data), exclude: full(config.exclude) };
}

function refuseOtherDrawings(before: RunRecord, fingerprint: string): void {
  if (before.dataFingerprint === fingerprint) return;
  throw new RunError(`The run ${before.name} began with other drawings than there are now.`, {
    hint: `Bring back what ${before.config.data ?? 'the starter pack'} held, or train a new run.`,
  });
}
