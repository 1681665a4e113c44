import { DRAWING_BYTES, SIDE } from '../reader.ts';
import { drawText, GLYPH_ADVANCE, GLYPH_HEIGHT } from './bitmap-font.ts';
import type { Image } from './image.ts';

export interface SheetCell {
  /** 784 bytes, ink 255 on ground 0. */
  readonly bitmap: Uint8Array;
  /** Lines below the drawing; what does not fit in its width is cut. */
  readonly caption?: readonly string[];
}

export interface SheetOptions {
  readonly columns: number;
  /** Pixels of the sheet for each pixel of a drawing, in both directions. */
  readonly scale: number;
}

/** Free space around drawings, and between the lines below them. */
const GAP = 8;
const LINE_GAP = 3;

/** Dark letters, as strokes are. */
const TEXT = 40;
const PAPER = 255;
const FRAME = 225;

/** Many drawings side by side on white paper, row by row from the left, as a gray image. */
export function contactSheet(cells: readonly SheetCell[], { columns, scale }: SheetOptions): Image {
  const used = Math.max(1, Math.min(columns, cells.length));
  const rows = Math.max(1, Math.ceil(cells.length / used));
  const lines = cells.reduce((most, { caption }) => Math.max(most, caption?.length ?? 0), 0);
  const side = SIDE * scale;
  const cellWidth = side + GAP;
  const cellHeight = side + GAP + lines * (GLYPH_HEIGHT + LINE_GAP);
  const width = used * cellWidth + GAP;
  const height = rows * cellHeight + GAP;
  const data = new Uint8Array(width * height).fill(PAPER);
  for (const [index, { bitmap, caption = [] }] of cells.entries()) {
    const left = GAP + (index % used) * cellWidth;
    const top = GAP + Math.floor(index / used) * cellHeight;
    drawBitmap(data, width, left, top, bitmap, scale);
    for (const [line, text] of caption.entries()) {
      const y = top + side + LINE_GAP + line * (GLYPH_HEIGHT + LINE_GAP);
      drawText(fitted(text, side), (dx, dy) => {
        data[(y + dy) * width + left + dx] = TEXT;
      });
    }
  }
  return { width, height, channels: 1, data };
}

/** The drawing in dark strokes on a ground just darker than the paper. */
function drawBitmap(
  sheet: Uint8Array,
  width: number,
  left: number,
  top: number,
  bitmap: Uint8Array,
  scale: number,
): void {
  for (let pixel = 0; pixel < DRAWING_BYTES; pixel++) {
    const tone = Math.round(FRAME * (1 - bitmap[pixel]! / 255));
    const x = left + (pixel % SIDE) * scale;
    const y = top + Math.floor(pixel / SIDE) * scale;
    for (let row = y; row < y + scale; row++) sheet.fill(tone, row * width + x, row * width + x + scale);
  }
}

function fitted(text: string, width: number): string {
  return text.slice(0, Math.floor((width + 1) / GLYPH_ADVANCE));
}
