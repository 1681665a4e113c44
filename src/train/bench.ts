import { type BatchSource, DRAWING_BYTES } from '../data/index.ts';
import { openWhole, starterFolder } from '../data/node/index.ts';
import type { CallDescription } from '../engine/index.ts';
import { createNodeBackend } from '../engine/node/index.ts';
import { Trainer } from '../nn/index.ts';
import { buildModel, trainingOptions } from './build-model.ts';
import type { TrainConfig, TrainOptions } from './config.ts';
import { takeTurns } from './event-loop.ts';
import { completeConfig } from './run-config.ts';

export interface BenchOptions {
  readonly config: TrainOptions;
  /** Size of the output layer; a drawing's label is its category modulo this. */
  readonly classes: number;
  /** How long steps are timed, after a tenth of it as warm-up. */
  readonly seconds: number;
  /** Time each kernel call too. */
  readonly explain: boolean;
  /** Ends the timing; `benchTraining` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One entry of a program's list of calls, with its time. */
export interface TimedCall extends CallDescription {
  readonly ms: number;
}

export interface BenchResult {
  /** By the median step. */
  readonly imagesPerSecond: number;
  /** Milliseconds of each timed step, feeding of data included, in order. */
  readonly stepMs: readonly number[];
  /** Largest resident set of the whole process so far. */
  readonly peakMemoryBytes: number;
  readonly arenaBytes: number;
  readonly threads: number;
  /** Empty unless `explain`. */
  readonly calls: readonly TimedCall[];
}

const PROFILED_STEPS = 20;

/** Times whole training steps on real drawings: gathering the batch, forward, backward, optimizer, reading the loss. */
export async function benchTraining({
  config: given,
  classes,
  seconds,
  explain,
  signal,
}: BenchOptions): Promise<BenchResult> {
  const config = completeConfig(given);
  const backend = createNodeBackend(config.threads === null ? {} : { threads: config.threads });
  const opened = await openWhole(config.data ?? starterFolder, {
    categories: config.categories ?? undefined,
    perCategory: config.perCategory ?? undefined,
    splitSeed: config.splitSeed,
  });
  try {
    const trainer = new Trainer(backend, buildModel(config, classes), trainingOptions(config));
    trainer.initialize(config.seed);
    const run = makeStepper(trainer, opened.parts.all, config, { classes, signal });
    await run(seconds / 10);
    const stepMs = await run(seconds);
    const program = trainer.program(config.batch);
    const times = explain ? await program.profile(PROFILED_STEPS) : [];
    return {
      imagesPerSecond: (1000 * config.batch) / median(stepMs),
      stepMs,
      peakMemoryBytes: 1024 * process.resourceUsage().maxRSS,
      arenaBytes: program.arenaBytes,
      threads: backend.threads,
      calls: Array.from(times, (ms, index) => ({ ...program.calls[index]!, ms })),
    };
  } finally {
    await opened.close();
    await backend.close();
  }
}

/** A function that runs steps for some seconds (three at least) and returns the milliseconds of each. */
function makeStepper(
  trainer: Trainer,
  source: BatchSource,
  { batch, seed, learningRate }: TrainConfig,
  { classes, signal }: Pick<BenchOptions, 'classes' | 'signal'>,
) {
  const bitmaps = new Uint8Array(batch * DRAWING_BYTES);
  const labels = new Int32Array(batch);
  let step = 0;
  let epoch = 1;
  let pass = source.shuffled(seed, epoch);
  /** Short batches at the end of an epoch are left out: they would need a program of their own. */
  const fill = async (): Promise<void> => {
    while ((await pass.next(bitmaps, labels)) < batch) pass = source.shuffled(seed, ++epoch);
    for (let index = 0; index < batch; index++) labels[index]! %= classes;
  };
  return async (seconds: number): Promise<number[]> => {
    const times: number[] = [];
    const end = performance.now() + 1000 * seconds;
    while (times.length < 3 || performance.now() < end) {
      await takeTurns();
      signal?.throwIfAborted();
      const start = performance.now();
      await fill();
      step++;
      await trainer.step({ bitmaps, labels }, { step, learningRate, seed });
      times.push(performance.now() - start);
    }
    return times;
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
