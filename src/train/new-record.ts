import { availableParallelism, cpus, totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Side } from '../data/index.ts';
import type { OpenedDrawings } from '../data/node/index.ts';
import { packageVersion } from '../node/version.ts';
import type { RunConfig } from './run-config.ts';
import { type RunRecord, SCHEMA_VERSION } from './run-record.ts';

interface NewRun {
  readonly directory: string;
  readonly startedAt: Date;
  readonly config: RunConfig;
  readonly drawings: OpenedDrawings<Side>;
  /** Trainable numbers of the model. */
  readonly parameters: number;
  /** Threads it computes with. */
  readonly threads: number;
}

/** The record of a run that begins. */
export function newRecord({
  directory,
  startedAt,
  config,
  drawings,
  parameters,
  threads,
}: NewRun): RunRecord {
  const { parts, categories, catalogue } = drawings;
  return {
    schema: SCHEMA_VERSION,
    name: basename(directory),
    state: 'running',
    failure: null,
    config: { ...config, categories: [...categories] },
    categories: [...categories],
    drawings: { train: parts.train.count, validation: parts.validation.count, test: parts.test.count },
    dataFingerprint: catalogue.fingerprint,
    parameters,
    code: { version: packageVersion() },
    host: describeHost(threads),
    startedAt: startedAt.toISOString(),
    endedAt: null,
    results: null,
  };
}

function describeHost(threads: number): RunRecord['host'] {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    threads,
  };
}
