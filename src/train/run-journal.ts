import { appendFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Checkpoint, type CheckpointKind, writeCheckpoint } from './checkpoint.ts';
import { type EpochMetrics, formatMetrics, parseMetrics } from './epoch-metrics.ts';
import type { Journal } from './fit.ts';
import { readTextOf, removeFiles } from './run-directory.ts';
import { encodeEpoch, encodeEvents, eventFileName } from './tensorboard.ts';
import { writeFailure, writeWholeFile } from './write-file.ts';

const METRICS = 'metrics.jsonl';
const LOG = 'log.txt';
const EVENTS_PREFIX = 'events.out.tfevents.';

/**
 * Keeps what training comes to in the directory of its run: metrics.jsonl, TensorBoard's events, checkpoints,
 * log.txt.
 */
export class RunJournal implements Journal {
  readonly #directory: string;
  readonly #epochs: EpochMetrics[];
  readonly #events: string;

  private constructor(directory: string, epochs: EpochMetrics[], events: string) {
    this.#directory = directory;
    this.#epochs = epochs;
    this.#events = events;
  }

  /**
   * Opens the journal of a run that goes on in epoch `epoch`. Later epochs, which a killed run may have left
   * without their checkpoint, are forgotten.
   * @throws RunError if it is damaged or cannot be written.
   */
  static async open(directory: string, epoch: number): Promise<RunJournal> {
    const path = join(directory, METRICS);
    const epochs = parseMetrics(await readTextOf(path), path).filter(metrics => metrics.epoch < epoch);
    const startedAt = new Date();
    const events = join(directory, eventFileName(startedAt, hostname()));
    await writeWholeFile(path, formatMetrics(epochs));
    await removeFiles(directory, EVENTS_PREFIX);
    await writeWholeFile(events, encodeEvents(startedAt, epochs));
    return new RunJournal(directory, epochs, events);
  }

  get epochs(): readonly EpochMetrics[] {
    return this.#epochs;
  }

  async addEpoch(metrics: EpochMetrics): Promise<void> {
    this.#epochs.push(metrics);
    await writeWholeFile(join(this.#directory, METRICS), formatMetrics(this.#epochs));
    // Added to the file, not renamed: TensorBoard goes on reading the file that it has open.
    await append(this.#events, encodeEpoch(metrics));
  }

  save(kind: CheckpointKind, checkpoint: Checkpoint): Promise<void> {
    return writeCheckpoint(this.#directory, kind, checkpoint);
  }

  /** Adds a line to log.txt. */
  async log(text: string): Promise<void> {
    await append(join(this.#directory, LOG), `${new Date().toISOString()} ${text}\n`);
  }
}

/** The metrics of all epochs of a run. @throws RunError if they are damaged. */
export async function readMetrics(directory: string): Promise<EpochMetrics[]> {
  const path = join(directory, METRICS);
  return parseMetrics(await readTextOf(path), path);
}

async function append(path: string, content: Uint8Array | string): Promise<void> {
  try {
    await appendFile(path, content);
  } catch (error) {
    throw writeFailure(path, error);
  }
}
