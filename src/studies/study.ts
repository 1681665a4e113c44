import type { z } from 'zod';
import type { ListedCategory } from '../data/node/index.ts';
import type { Cell, CellResult, StudyRecord } from '../sweep/index.ts';

/** What every study is told of its drawings. */
export type StudyOptions = {
  /** Folder of drawings; null is the starter pack. */
  readonly data: string | null;
} & Readonly<Record<string, unknown>>;

/** A line of what came out: factors and statistics by name; null where there is none. */
export type SummaryRow = Readonly<Record<string, string | number | null>>;

/** A grid of cells and what was decided on the way to it. */
export interface StudyPlan {
  readonly cells: readonly Cell[];
  /** Kept in study.json, such as which categories each draw takes. */
  readonly design: StudyRecord['design'];
  /** What a reader of the numbers should know. */
  readonly notes: readonly string[];
}

/** A cell with what came out of it. */
export interface CellOutcome {
  readonly cell: Cell;
  readonly result: CellResult;
}

/**
 * A question as data: which cells it needs, and what their results say. Where and when cells run it does not know; a plan
 * is a function of the options and of the counts of drawings.
 */
export interface Study<Options extends StudyOptions> {
  /** Its name in commands and folders. */
  readonly kind: string;
  /** Fills in defaults and refuses what makes no sense. */
  readonly schema: z.ZodType<Options>;
  /** @throws UsageError for what the drawings cannot give. */
  plan(options: Options, categories: readonly ListedCategory[]): StudyPlan;
  /** Sums up the cells that have results, in the order of the grid. */
  summarize(options: Options, outcomes: readonly CellOutcome[]): readonly SummaryRow[];
}
