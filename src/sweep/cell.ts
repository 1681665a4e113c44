import { createHash } from 'node:crypto';
import type { DrawingsView } from '../data/index.ts';
import type { DrawingsConfig } from '../train/index.ts';

/** What every model's configuration has; the rest is the model's own. All of it is plain data. */
export type CellConfig = DrawingsConfig & { readonly threads: number | null } & Readonly<
    Record<string, unknown>
  >;

/** One run of a study: a model and its configuration, with every default filled in. */
export interface Cell {
  /** What it is called in messages, such as `cnn width 12, 50 categories, draw 1`. */
  readonly name: string;
  /** What the study varies, by name: a column of its table each. */
  readonly factors: Readonly<Record<string, string | number>>;
  /** A model of the table of `cell-runners.ts`. */
  readonly model: string;
  readonly config: CellConfig;
  /** How its drawings differ from those that the configuration tells of; left out, not at all. */
  readonly view?: DrawingsView | undefined;
}

/** A cell whose drawings are known: all that an executor is told. */
export interface CellTask {
  /** Names its result. */
  readonly key: string;
  readonly name: string;
  readonly model: string;
  readonly config: CellConfig;
  readonly view?: DrawingsView | undefined;
  /** Of the drawings that it has to find, wherever it runs, before the view. */
  readonly dataFingerprint: string;
  /** What it takes, in units that are comparable among the cells of one model; see `cost.ts`. */
  readonly cost: number;
  /** Floating point operations of training a network, by the textbook: two a multiplication, backward twice forward. 0 for trees. */
  readonly flops: number;
}

/**
 * The name of a cell's result: 16 hexadecimal digits that differ with anything that the result depends on. What it does
 * not depend on is left out: threads and memory; and the paths of drawings and of exclusions, for which the drawings'
 * fingerprint stands.
 * @param data fingerprint of the drawings.
 * @param code fingerprint of the code that runs the cell.
 */
export function cellKey(
  { model, config, view }: Pick<Cell, 'model' | 'config' | 'view'>,
  data: string,
  code: string,
): string {
  const { threads, memory, data: _, exclude, ...told } = config;
  const text = canonicalJson({ model, config: told, view, data, code });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** JSON in which the order of an object's fields does not show. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
