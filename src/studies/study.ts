import type { z } from 'zod';
import type { ListedCategory } from '../data/node/index.ts';
import type { Cell, CellResult, StudyFolder, StudyRecord } from '../sweep/index.ts';
import type { DrawingsConfig } from '../train/index.ts';
import type { GridStages } from './grid-stages.ts';

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

/** Where a study finds out what its grid depends on. */
export interface PreparationPlace {
  /** Runs cells; those that are done have their results already when the study goes on. */
  readonly stages: GridStages;
  readonly folder: StudyFolder;
}

/** Runs whose results the grid depends on. */
export interface Preparation<Findings> {
  /** What all of them learn from. */
  readonly drawings: DrawingsConfig;
  run(place: PreparationPlace): Promise<Findings>;
}

/** What was decided by rule from the sums: factors, verdicts and intervals by name. */
export type Verdict = StudyRecord['verdicts'][number];

/**
 * A question as data: which cells it needs, and what their results say. Where and when cells run it does not know; a plan
 * is a function of the options, of the counts of drawings and, where something has to be found out before, of what was found.
 */
export interface Study<Options extends StudyOptions, Findings = undefined> {
  /** Its name in commands and folders. */
  readonly kind: string;
  /** Fills in defaults and refuses what makes no sense. */
  readonly schema: z.ZodType<Options>;
  /** Whether it is told what a grid will take before it begins, and a grid of days has to be asked for twice. */
  readonly isEstimated?: boolean;
  /**
   * What has to be found out before the grid can be planned; undefined if nothing.
   * @throws UsageError for what the drawings cannot give.
   */
  prepare?(options: Options, categories: readonly ListedCategory[]): Preparation<Findings> | undefined;
  /** @throws UsageError for what the drawings cannot give. */
  plan(options: Options, categories: readonly ListedCategory[], findings?: Findings): StudyPlan;
  /** Sums up the cells that have results, in the order of the grid. */
  summarize(
    options: Options,
    outcomes: readonly CellOutcome[],
    design?: StudyRecord['design'],
  ): readonly SummaryRow[];
  /** What the sums say by rule, for studies that have one. */
  judge?(
    options: Options,
    outcomes: readonly CellOutcome[],
    design?: StudyRecord['design'],
  ): readonly Verdict[];
}
