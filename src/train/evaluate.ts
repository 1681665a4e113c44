import type { BatchSource, OpeningProgress } from '../data/index.ts';
import { openWhole } from '../data/node/index.ts';
import { RunError, UsageError } from '../errors.ts';
import type { CheckpointKind } from './checkpoint.ts';
import { type Measurement, measure, type NamedPair, namedPairs } from './measure.ts';
import { openPredictor } from './open-predictor.ts';
import { openRunDrawings } from './run-drawings.ts';
import type { RunRecord } from './run-record.ts';
import { readSeen } from './seen-drawings.ts';

interface EvaluateOptions {
  /** A folder of drawings; left out, the run's own test side. */
  readonly data?: string | undefined;
  readonly threads?: number | undefined;
  /** Of which epoch; left out, the best one. */
  readonly weights?: CheckpointKind | undefined;
  readonly onOpening?: ((progress: OpeningProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How well a run's weights, or its trees, tell drawings apart. */
export interface Evaluation {
  readonly record: RunRecord;
  readonly measurement: Measurement;
  /** The most confused pairs, the largest share first. */
  readonly confused: readonly NamedPair[];
  /** Drawings left out because the run trained or validated on them. */
  readonly leftOut: number;
  readonly notes: readonly string[];
}

const MOST_PAIRS = 10;

/** Drawings to measure on. */
interface Examples {
  readonly source: BatchSource;
  readonly notes: readonly string[];
  readonly leaveOut?: (hash: bigint) => boolean;
  close(): Promise<void>;
}

/**
 * Measures the weights of a run: on its own test side, or on every drawing of a folder whose category it
 * knows, less those that it trained or validated on.
 * @param directory the run's.
 * @throws UsageError if there is nothing to measure on; RunError or DataError if files are damaged.
 */
export async function evaluate(directory: string, options: EvaluateOptions = {}): Promise<Evaluation> {
  const { threads, weights, data, signal } = options;
  const onOpening = (progress: OpeningProgress) => {
    signal?.throwIfAborted();
    options.onOpening?.(progress);
  };
  const classifier = await openPredictor(directory, { threads, weights });
  const { record, categories, predictor } = classifier;
  try {
    const examples =
      data === undefined
        ? await ownTestSide(record, onOpening)
        : await drawingsOf(data, directory, record, onOpening);
    try {
      const { source, leaveOut, notes } = examples;
      const { measurement, tally } = await measure(predictor, source, { signal, leaveOut });
      if (!measurement) throw nothingToMeasure(data, record);
      const leftOut = source.count - measurement.drawings;
      return { record, measurement, confused: namedPairs(tally, categories, MOST_PAIRS), leftOut, notes };
    } finally {
      await examples.close();
    }
  } finally {
    await classifier.close();
  }
}

async function ownTestSide(
  record: RunRecord,
  onOpening: (progress: OpeningProgress) => void,
): Promise<Examples> {
  const drawings = await openRunDrawings(record.config, onOpening);
  const close = () => drawings.close();
  if (drawings.catalogue.fingerprint === record.dataFingerprint)
    return { source: drawings.parts.test, notes: drawings.notes, close };
  await close();
  throw new RunError(`The run ${record.name} was trained with other drawings than there are now.`, {
    hint: 'Bring them back, or name a folder with --data: what the run has learned from is left out.',
  });
}

async function drawingsOf(
  folder: string,
  directory: string,
  { categories, config }: RunRecord,
  onOpening: (progress: OpeningProgress) => void,
): Promise<Examples> {
  const leaveOut = await readSeen(directory);
  const drawings = await openWhole(folder, {
    categories,
    allowMissing: true,
    splitSeed: config.splitSeed,
    memoryBytes: config.memory ?? undefined,
    onProgress: onOpening,
  });
  return { source: drawings.parts.all, notes: drawings.notes, leaveOut, close: () => drawings.close() };
}

function nothingToMeasure(folder: string | undefined, record: RunRecord): UsageError {
  return folder === undefined
    ? new UsageError(`The run ${record.name} has no drawing on its test side.`, {
        hint: 'Name a folder of other drawings with --data.',
      })
    : new UsageError(`${folder} has no drawing that the run ${record.name} knows and has not learned from.`, {
        hint: `It knows ${record.categories.slice(0, 5).join(', ')}${record.categories.length > 5 ? ', …' : ''}.`,
      });
}
