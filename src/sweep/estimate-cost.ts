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
  readonly signal: AbortSignal;
}

/** Of each kind of cell, so many are probed; the others' speed is between theirs. */
const PROBES = 3;

/** A probed cell. */
interface Probe {
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
  { threads, ...place }: EstimateOptions,
): Promise<GridCost> {
  const lanes = threads ?? availableParallelism();
  const seconds: number[] = [];
  try {
    for (const kind of groupsOf(tasks)) seconds.push(...(await secondsOf(kind, place)));
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

/** Seconds of each cell of a kind. @param kind by ascending cost. */
async function secondsOf(
  kind: readonly CellTask[],
  place: Omit<EstimateOptions, 'threads'>,
): Promise<number[]> {
  const probes: Probe[] = [];
  for (const task of spread(kind)) {
    const took = await probeCell(task, place);
    probes.push({ logCost: Math.log(task.cost), pace: took / task.cost });
  }
  return kind.map(({ cost }) => cost * paceAt(Math.log(cost), probes));
}

/** Cells whose costs compare: of one model with one kind of layers. */
function groupsOf(tasks: readonly CellTask[]): CellTask[][] {
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

/** The pace at a size, between those of the probes on its sides. @param probes by ascending cost. */
function paceAt(logCost: number, probes: readonly Probe[]): number {
  const after = probes.findIndex(probe => probe.logCost >= logCost);
  if (after <= 0) return probes.at(after)!.pace;
  const [low, high] = [probes[after - 1]!, probes[after]!];
  const share = (logCost - low.logCost) / (high.logCost - low.logCost);
  return low.pace + share * (high.pace - low.pace);
}
