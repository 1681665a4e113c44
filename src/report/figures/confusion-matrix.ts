import { type ConfusionMatrix, supportOf } from '../../analysis/index.ts';
import { pngUrl } from '../drawing-png.ts';
import { escapeHtml } from '../html.ts';
import { cellColor } from '../matrix-colors.ts';
import { pluralText } from '../words.ts';
import { asImage, FONT } from './chart.ts';
import type { Figure } from './figure.ts';

interface Layout {
  /** Side of a cell. */
  readonly cell: number;
  readonly fontSize: number;
  /** Room for the names, on the left and above. */
  readonly names: number;
}

/** The whole matrix, every category named, similar ones beside each other. */
export function confusionMatrixFigure(
  confusion: ConfusionMatrix,
  categories: readonly string[],
  order: Uint32Array,
): Figure {
  const { classes } = confusion;
  const layout = layoutFor(order, categories);
  const { cell, names } = layout;
  const size = names + classes * cell + 8;
  const alt = `Confusion matrix of ${pluralText(classes, 'category', 'categories')}, similar ones beside each other: a row for what was drawn, a column for what it was taken for.`;
  const parts = [
    `<svg width="${size}" height="${size + 20}" viewBox="0 -20 ${size} ${size + 20}" font-family="${FONT}" font-size="${layout.fontSize}">`,
    `<text x="${names}" y="-6" font-size="12" fill="var(--muted)">taken for (columns); drawn (rows)</text>`,
    `<image x="${names}" y="${names}" width="${classes * cell}" height="${classes * cell}" preserveAspectRatio="none" image-rendering="optimizeSpeed" style="image-rendering:pixelated" href="${cellsUrl(confusion, order)}"/>`,
    `<rect x="${names}" y="${names}" width="${classes * cell}" height="${classes * cell}" fill="none" stroke="var(--rule)"/>`,
    ...Array.from(order, (index, place) => labelsOf(categories[index]!, place, layout)),
    ...(cell >= 40 ? numbersOf(confusion, order, layout) : []),
    '</svg>',
  ];
  return { name: 'confusion-matrix', alt, svg: asImage(parts.join(''), alt) };
}

function layoutFor(order: Uint32Array, categories: readonly string[]): Layout {
  const classes = order.length;
  const cell = classes <= 12 ? 44 : classes <= 30 ? 26 : classes <= 80 ? 15 : 10;
  const fontSize = Math.min(12, cell * 0.85);
  const longest = Math.max(...Array.from(order, index => categories[index]!.length));
  return { cell, fontSize, names: Math.ceil(Math.max(60, longest * fontSize * 0.56 + 10)) };
}

/** The name of a category beside its row and above its column. */
function labelsOf(name: string, place: number, { cell, names, fontSize }: Layout): string {
  const middle = names + (place + 0.5) * cell;
  const text = escapeHtml(name);
  const baseline = middle + 0.35 * fontSize;
  return (
    `<text x="${names - 5}" y="${baseline}" text-anchor="end" fill="var(--ink)">${text}</text>` +
    `<text transform="translate(${baseline},${names - 5}) rotate(-90)" fill="var(--ink)">${text}</text>`
  );
}

/** A pixel a cell; shares are of the drawings of the row. */
function cellsUrl(confusion: ConfusionMatrix, order: Uint32Array): string {
  const { classes, counts } = confusion;
  const data = new Uint8Array(classes * classes * 3).fill(255);
  order.forEach((truth, row) => {
    const support = supportOf(confusion, truth);
    order.forEach((prediction, column) => {
      const count = counts[truth * classes + prediction]!;
      if (count > 0)
        data.set(cellColor(count / support, truth === prediction, 'light'), (row * classes + column) * 3);
    });
  });
  return pngUrl({ width: classes, height: classes, channels: 3, data });
}

/** Percent in every cell that is not empty, where cells are large. */
function numbersOf(confusion: ConfusionMatrix, order: Uint32Array, { cell, names }: Layout): string[] {
  const { classes, counts } = confusion;
  return Array.from(order, (truth, row) => {
    const support = supportOf(confusion, truth);
    return Array.from(order, (prediction, column) => {
      const share = counts[truth * classes + prediction]! / support;
      if (!(share > 0)) return '';
      const [red, green, blue] = cellColor(share, truth === prediction, 'light');
      const color = 0.3 * red + 0.6 * green + 0.1 * blue > 140 ? '#1b2127' : '#ffffff';
      const text = 100 * share < 9.95 ? (100 * share).toFixed(1) : (100 * share).toFixed(0);
      return `<text x="${names + (column + 0.5) * cell}" y="${names + (row + 0.5) * cell + 4}" text-anchor="middle" font-size="11" fill="${color}">${text}</text>`;
    }).join('');
  });
}
