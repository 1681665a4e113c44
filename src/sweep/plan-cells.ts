import { isLabError, UsageError } from '../errors.ts';
import type { DrawingsConfig, OpenDrawings, RunConfig } from '../train/index.ts';
import { type Cell, type CellTask, cellKey } from './cell.ts';
import { runnerOf } from './cell-runners.ts';
import { trainingFlops } from './cost.ts';

/** A cell with the task that its result is the answer to. Cells with the same key share one. */
export interface PlannedCell {
  readonly cell: Cell;
  readonly task: CellTask;
}

interface PlanOptions {
  readonly openDrawings: OpenDrawings;
  /** Fingerprint of the code that runs the cells. */
  readonly code: string;
  readonly signal: AbortSignal;
}

/** What is known of drawings before anything is trained on them. */
interface DrawingsFacts {
  readonly fingerprint: string;
  readonly classes: number;
  readonly train: number;
}

/**
 * Looks at the drawings of every cell, and names its result by them.
 * @throws UsageError that names the first cell that cannot be: its model is none, or it lacks drawings.
 */
export async function planCells(
  cells: readonly Cell[],
  { openDrawings, code, signal }: PlanOptions,
): Promise<PlannedCell[]> {
  const known = new Map<string, DrawingsFacts>();
  const planned: PlannedCell[] = [];
  for (const cell of cells) {
    signal.throwIfAborted();
    const { name, model, config, view } = cell;
    const runner = runnerOf(model);
    const selection = selectionText(config);
    const facts = known.get(selection) ?? (await examine(cell, openDrawings));
    known.set(selection, facts);
    const key = cellKey(cell, facts.fingerprint, code);
    const cost = runner.cost(config, facts.classes, facts.train);
    const flops = trainingFlops(config as unknown as RunConfig, facts.classes, facts.train);
    const task = { key, name, model, config, view, dataFingerprint: facts.fingerprint, cost, flops };
    planned.push({ cell, task });
  }
  return planned;
}

async function examine({ name, config }: Cell, openDrawings: OpenDrawings): Promise<DrawingsFacts> {
  try {
    const { catalogue, categories, parts, close } = await openDrawings(config, () => {});
    await close();
    return { fingerprint: catalogue.fingerprint, classes: categories.length, train: parts.train.count };
  } catch (error) {
    if (!isLabError(error)) throw error;
    const { message, hint } = error;
    throw new UsageError(`${name}: ${message}`, { ...(hint !== undefined && { hint }), cause: error });
  }
}

function selectionText(config: DrawingsConfig): string {
  const { data, categories, perCategory, train, validation, test, exclude, splitSeed } = config;
  return JSON.stringify([data, categories, perCategory, train, validation, test, exclude, splitSeed]);
}
