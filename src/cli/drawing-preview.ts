import { type GrayImage, halfBlockLines } from './half-blocks.ts';
import { fitText } from './text-width.ts';

const SIDE = 28;
// The outermost ring of pixels is empty in every published drawing. Without it three drawings fit into 80 columns.
const RING = 1;
const SEEN = SIDE - 2 * RING;
const GAP = 1;
const PAPER = 255;

/** A drawing (784 bytes, ink 255) and what is written below it. */
export interface TitledDrawing {
  readonly title: string;
  readonly bitmap: Uint8Array;
}

/** Drawings that fit side by side into a terminal, one at least. */
export function previewColumns(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (SEEN + GAP)));
}

/** Lines of text that show drawings side by side, ink dark on light paper, with their titles. */
export function previewLines(drawings: readonly TitledDrawing[]): string[] {
  const titles = drawings.map(({ title }) => fitText(title, SEEN).padEnd(SEEN + GAP));
  return [...halfBlockLines(sideBySide(drawings)), titles.join('').trimEnd()];
}

function sideBySide(drawings: readonly TitledDrawing[]): GrayImage {
  const width = drawings.length * (SEEN + GAP) - GAP;
  const pixels = new Uint8Array(width * SEEN).fill(PAPER);
  for (const [at, { bitmap }] of drawings.entries()) {
    for (let y = 0; y < SEEN; y++) {
      const start = (y + RING) * SIDE + RING;
      const row = bitmap.subarray(start, start + SEEN).map(ink => PAPER - ink);
      pixels.set(row, y * width + at * (SEEN + GAP));
    }
  }
  return { width, height: SEEN, pixels };
}
