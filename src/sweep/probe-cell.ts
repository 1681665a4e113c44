import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  completeConfig,
  mostPasses,
  type OpenDrawings,
  type RunConfig,
  type TrainEvent,
  train,
} from '../train/index.ts';
import type { CellTask } from './cell.ts';

interface ProbePlace {
  readonly openDrawings: OpenDrawings;
  readonly workFolder: string;
  readonly signal: AbortSignal;
}

/** How long a probe trains, less where a cell is done sooner, and as long as it takes to see two steps. */
const SECONDS = 0.5;

/**
 * Trains a cell for about half a second, on one thread as its executor does.
 * @returns seconds that all of it will take; 0 where it failed or was over too soon to be timed.
 */
export async function probeCell(
  { key, config }: Pick<CellTask, 'key' | 'config'>,
  { openDrawings, workFolder, signal }: ProbePlace,
): Promise<number> {
  const run = config as unknown as RunConfig;
  const watch = new StopWatch(mostPasses(run));
  const enough = new AbortController();
  const directory = join(workFolder, `probe-${key}`);
  const onEvent = (event: TrainEvent) => {
    watch.see(event);
    if (watch.hasSeenEnough) enough.abort();
  };
  // Of a probe that was killed.
  await rm(directory, { recursive: true, force: true });
  try {
    const stop = AbortSignal.any([signal, enough.signal]);
    await train(
      { ...completeConfig(run), threads: 1 },
      { onEvent, signal: stop, openDrawings, out: directory },
    );
  } catch {
    // Stopped because enough was seen; or it fails, which its cell will do too, and tell: the others can be run.
    signal.throwIfAborted();
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return watch.seconds ?? 0;
}

/** Times a run by the events that it tells. */
class StopWatch {
  readonly #passes: number;
  /** Moments after whole passes, checkpoints and validation included. */
  readonly #afterPasses: Moment[] = [];
  /** Moments after steps. Before the first one the step is compiled, which is done once. */
  readonly #afterSteps: Moment[] = [];
  #drawings = 1;

  /** @param passes of the whole run. */
  constructor(passes: number) {
    this.#passes = passes;
  }

  see(event: TrainEvent): void {
    const ms = performance.now();
    if (event.type === 'start') this.#drawings = event.record.drawings.train;
    else if (event.type === 'epoch') this.#afterPasses.push({ ms, passes: event.metrics.epoch });
    else if (event.type === 'step')
      this.#afterSteps.push({ ms, passes: event.epoch - 1 + event.drawings / this.#drawings });
  }

  get hasSeenEnough(): boolean {
    const steps = this.#afterSteps;
    return steps.length > 1 && steps.at(-1)!.ms - steps[0]!.ms >= 1000 * SECONDS;
  }

  /** Of all passes; undefined where there was too little to see. */
  get seconds(): number | undefined {
    const moments = this.#afterPasses.length > 1 ? this.#afterPasses : this.#afterSteps;
    const [first, last] = [moments[0], moments.at(-1)];
    if (first === undefined || last === undefined || first === last) return undefined;
    return ((last.ms - first.ms) / 1000 / (last.passes - first.passes)) * this.#passes;
  }
}

/** When so many passes were done. */
interface Moment {
  readonly ms: number;
  readonly passes: number;
}
