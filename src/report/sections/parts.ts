import { bitmapOf, drawingUrl } from '../drawing-png.ts';
import type { Figure } from '../figures/index.ts';
import type { Findings } from '../findings.ts';
import { Html, html } from '../html.ts';
import type { Columns } from '../table-rows.ts';
import { percentText } from '../words.ts';

/** A part of the report, with a place in its contents. */
export interface Section {
  readonly id: string;
  /** In the line of contents. */
  readonly short: string;
  readonly title: string;
  readonly body: Html;
}

/** Figures by name. */
export type Figures = ReadonlyMap<string, Figure>;

/** A figure; nothing where the run has none of that name. */
export function figureOf(figures: Figures, name: string, caption?: string, isWide = false): Html {
  const figure = figures.get(name);
  if (figure === undefined) return html``;
  const words = caption === undefined ? undefined : html`<figcaption>${caption}</figcaption>`;
  return html`<figure class="chart${isWide ? ' wide' : ''}">${new Html(figure.svg)}${words}</figure>
`;
}

interface TableOptions<Row> {
  /** For the script, which sorts and searches it. */
  readonly id: string;
  readonly caption: string;
  readonly columns: Columns<Row>;
  readonly rows: readonly Row[];
  /** A table of many rows that scrolls by itself. */
  readonly isTall?: boolean;
}

export function tableOf<Row>({ id, caption, columns, rows, isTall = false }: TableOptions<Row>): Html {
  const heads = columns.map(({ title, align }) => html`<th scope="col"${classOf(align)}>${title}</th>`);
  const lines = rows.map(row => {
    const cells = columns.map(({ text, align, bar, isHeader }) => {
      const content = html`${bar && barOf(bar(row))}${text(row)}`;
      return isHeader ? html`<th scope="row">${content}</th>` : html`<td${classOf(align)}>${content}</td>`;
    });
    return html`<tr>${cells}</tr>
`;
  });
  return html`<div class="table-scroll${isTall ? ' tall' : ''}" tabindex="0" role="region" aria-label="${caption}"><table id="table-${id}"><caption><span>${caption}</span></caption><thead><tr>${heads}</tr></thead><tbody>
${lines}</tbody></table></div>
`;
}

function classOf(align: 'right' | undefined): Html {
  return align ? html` class="number"` : html``;
}

function barOf({ value, low, high }: { value: number; low: number; high: number }): Html {
  const shown = Number.isNaN(value) ? 0 : value;
  return html`<span class="bar" aria-hidden="true" style="--value:${shown};--low:${low};--high:${high}"></span>`;
}

/** Drawings with what they are, what they were taken for, and how sure the network was. */
export function wallOf({ categories, predicted, predictions }: Findings, rows: Iterable<number>): Html {
  const { labels, probabilities } = predictions;
  const figures = Array.from(rows, row => {
    const truth = categories[labels[row]!]!;
    const guess = categories[predicted[row]!]!;
    const sureness = percentText(probabilities[row * categories.length + predicted[row]!]!, 0);
    const isRight = labels[row] === predicted[row];
    const alt = isRight ? `Drawing of ${truth}` : `Drawing of ${truth}, taken for ${guess}`;
    return html`<figure class="drawing"><img alt="${alt}" width="28" height="28" src="${drawingUrl(bitmapOf(predictions, row))}"><figcaption><b>${truth}</b><span>${isRight ? 'right' : guess}, ${sureness}</span></figcaption></figure>
`;
  });
  return html`${figures}`;
}

/** Terms with what they are. */
export function listOf(entries: readonly (readonly [string, string | number])[]): Html {
  return html`<dl class="list">${entries.map(
    ([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>
`,
  )}</dl>`;
}
