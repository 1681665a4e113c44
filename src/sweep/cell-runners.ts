import { UsageError } from '../errors.ts';
import type { OpenDrawings } from '../train/index.ts';
import type { CellConfig, CellTask } from './cell.ts';
import type { CellResult } from './cell-result.ts';
import { networkRunner } from './network-cell.ts';

/** The drawings of a run, opened. */
export type RunDrawings = Awaited<ReturnType<OpenDrawings>>;

/** What a cell is run with. */
export interface CellContext {
  /** Opened; they stay open until the cell has ended. */
  readonly drawings: RunDrawings;
  /** The run's own directory. It may hold what an earlier attempt has come to. */
  readonly directory: string;
  readonly threads: number;
  /** Is told how much of the cell's cost is done, from 0 to 1, as often as there is something to tell. */
  readonly onProgress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** How cells of a model are run. */
export interface CellRunner {
  /** What a cell takes, in units of its model's own, if its train side has `drawings` drawings. */
  cost(config: CellConfig, classes: number, drawings: number): number;
  /**
   * Runs a cell to its end, from where its directory stands.
   * @throws what stops it: the signal's reason, or why it failed.
   */
  run(task: CellTask, context: CellContext): Promise<CellResult>;
}

/** The models that cells can have. To add one, add its line. */
const runners: Readonly<Record<string, CellRunner>> = {
  cnn: networkRunner,
  mlp: networkRunner,
};

/** @throws UsageError for a model that cells cannot have. */
export function runnerOf(model: string): CellRunner {
  const runner = Object.hasOwn(runners, model) ? runners[model] : undefined;
  if (runner !== undefined) return runner;
  throw new UsageError(`There is no model '${model}' here.`, {
    hint: `There are ${Object.keys(runners).join(', ')}.`,
  });
}
