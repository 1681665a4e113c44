import { groupBy, type SummaryRow } from '../../studies/index.ts';

/** A model at a size on one number of categories. */
export interface SweepPoint {
  readonly categories: number;
  readonly row: SummaryRow;
}

/** A model at a size: a line of the figure. */
export interface SweepSeries {
  readonly model: string;
  /** Null for a model without sizes. */
  readonly width: number | null;
  readonly label: string;
  /** Name of a color of the palette. */
  readonly color: string;
  /** By number of categories, at least one. */
  readonly points: readonly SweepPoint[];
}

const WIDTH_COLORS = ['blue', 'teal', 'violet', 'crimson'];
const MODEL_COLORS: Readonly<Record<string, string>> = { gbdt: 'orange', mlp: 'olive' };

/** The rows of a category sweep as lines, the models in their order, wider after narrower. */
export function sweepSeries(rows: readonly SummaryRow[]): SweepSeries[] {
  let widths = 0;
  return groupBy(rows, nameOf).map(group => {
    const { model, width } = group[0]!;
    const name = String(model);
    return {
      model: name,
      width: typeof width === 'number' ? width : null,
      label: nameOf(group[0]!),
      color: MODEL_COLORS[name] ?? WIDTH_COLORS[widths++ % WIDTH_COLORS.length]!,
      points: group
        .map(row => ({ categories: Number(row.categories), row }))
        .sort((a, b) => a.categories - b.categories),
    };
  });
}

/** `cnn, k = 12`: the study's letter for the width. */
function nameOf({ model, width }: SummaryRow): string {
  return typeof width === 'number' ? `${model}, k = ${width}` : String(model);
}
