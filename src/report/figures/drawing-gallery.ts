import { bitmapOf, drawingUrl } from '../drawing-png.ts';
import type { DrawingSet } from '../drawing-sets.ts';
import type { Findings } from '../findings.ts';
import { percentText, pluralText } from '../words.ts';
import type { Figure } from './figure.ts';
import { gallery } from './gallery.ts';

/** Drawings with what they are, what they were taken for, and how sure the network was; undefined if there are none. */
export function drawingGallery(findings: Findings, { key, title, rows }: DrawingSet): Figure | undefined {
  if (rows.length === 0) return undefined;
  const cells = Array.from(rows, row => ({
    image: drawingUrl(bitmapOf(findings.predictions, row)),
    lines: linesOf(findings, row),
  }));
  return gallery(cells, { name: key, alt: `${title}: ${pluralText(rows.length, 'drawing')}.` });
}

function linesOf({ categories, predicted, predictions }: Findings, row: number): string[] {
  const label = predictions.labels[row]!;
  const guess = predicted[row]!;
  const sureness = percentText(predictions.probabilities[row * categories.length + guess]!, 0);
  return [
    categories[label]!,
    guess === label ? `right, ${sureness}` : categories[guess]!,
    ...(guess === label ? [] : [sureness]),
  ];
}
