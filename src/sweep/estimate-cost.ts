import { rmdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { OpenDrawings } from '../train/index.ts';
import type { CellTask } from './cell.ts';
import { probeCell } from './probe-cell.ts';

/** What a grid will take. */
export interface GridCost {
  readonly cells: number;
  /** Seconds on this machine, by a probe of some of its cells. */
  readonly seconds: number;
  /** Cells side by side. */
  readonly lanes: number;
  /** Floating point operations of the networks, by the textbook. */
  readonly flops: number;
}

interface EstimateOptions {
  readonly openDrawings: OpenDrawings;
  /** For the probes' directories. */
  readonly workFolder: string;
  /** Cores to use; null: all. */
  readonly threads: number | null;
  /** Is told before each probe how many there are and how many of them are done. */
  readonly onProbe: (done: number, probes: number) => void;
  readonly signal: AbortSignal;
}

/** Of each kind of cell, so many are probed; the others' speed is between theirs. */
const PROBES = 3;

/** How fast a probed cell was. */
interface Pace {
  readonly logCost: number;
  /** Seconds for a unit of cost. */
  readonly pace: number;
}

/**
 * Tells what cells will take: some of each kind, from the smallest to the largest, are trained for about half a second; the
 * others' speed is taken from those next in size.
 */
export async function estimateCost(
  tasks: readonly CellTask[],
  { threads, onProbe, ...place }: EstimateOptions,
): Promise<GridCost> {
  const lanes = threads ?? availableParallelism();
  const kinds = kindsOf(tasks).map(kind => ({ kind, probed: spread(kind) }));
  const probes = kinds.reduce((sum, { probed }) => sum + probed.length, 0);
  const seconds: number[] = [];
  let done = 0;
  try {
    for (const { kind, probed } of kinds) {
      const paces: Pace[] = [];
      for (const task of probed) {
        onProbe(done++, probes);
        const took = await probeCell(task, place);
        paces.push({ logCost: Math.log(task.cost), pace: took / task.cost });
      }
      for (const { cost } of kind) seconds.push(cost * paceAt(Math.log(cost), paces));
    }
  } finally {
    // Unless runs that are to go on lie in it.
    await rmdir(place.workFolder).catch(() => {});
  }
  const sum = seconds.reduce((total, one) => total + one, 0);
  return {
    cells: tasks.length,
    // The largest cell is on one lane to its end.
    seconds: Math.max(sum / lanes, ...seconds),
    lanes,
    flops: tasks.reduce((total, { flops }) => total + flops, 0),
  };
}

/** Cells whose costs compare: of one model with one kind of layers. */
function kindsOf(tasks: readonly CellTask[]): CellTask[][] {
  const groups = new Map<string, CellTask[]>();
  for (const task of tasks) {
    const { norm, l1, l2 } = task.config;
    const kind = JSON.stringify([task.model, norm, l1, l2]);
    groups.set(kind, [...(groups.get(kind) ?? []), task]);
  }
  return [...groups.values()].map(group => group.sort((a, b) => a.cost - b.cost));
}

/** The smallest, the largest and some between, of different cost. */
function spread(tasks: readonly CellTask[]): CellTask[] {
  const different = tasks.filter(({ cost }, index) => index === 0 || cost > tasks[index - 1]!.cost);
  const count = Math.min(PROBES, different.length);
  return Array.from(
    { length: count },
    (_, index) => different[Math.round((index * (different.length - 1)) / Math.max(1, count - 1))]!,
  );
}

/** The pace at a size, between those of the next ones that were probed. @param paces by ascending cost. */
function paceAt(logCost: number, paces: readonly Pace[]): number {
  const after = paces.findIndex(probed => probed.logCost >= logCost);
  if (after <= 0) return paces.at(after)!.pace;
  const [low, high] = [paces[after - 1]!, paces[after]!];
  const share = (logCost - low.logCost) / (high.logCost - low.logCost);
  return low.pace + share * (high.pace - low.pace);
}
