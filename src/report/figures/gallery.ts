import { escapeHtml } from '../html.ts';
import { asImage, FONT } from './chart.ts';
import type { Figure } from './figure.ts';

/** A picture with some lines below it. */
export interface GalleryCell {
  /** `data:` address of the picture. */
  readonly image: string;
  readonly lines: readonly string[];
}

interface GalleryOptions extends Pick<Figure, 'name' | 'alt'> {
  readonly columns?: number;
  /** Side of a picture. */
  readonly side?: number;
}

const GAP = 14;
const LINE = 13;
const FONT_SIZE = 11;
/** Widest letter that a line is cut by: names of categories are far shorter than a picture is wide. */
const LETTER = 5.9;

/** Pictures in rows, as on a wall. */
export function gallery(
  cells: readonly GalleryCell[],
  { name, alt, columns = 8, side = 84 }: GalleryOptions,
): Figure {
  const lines = Math.max(0, ...cells.map(cell => cell.lines.length));
  const height = side + lines * LINE + GAP + 4;
  const shown = Math.min(columns, cells.length);
  const width = shown * (side + GAP) + GAP;
  const total = Math.ceil(cells.length / columns) * height + GAP;
  const body = cells.map(({ image, lines }, at) => {
    const x = GAP + (at % columns) * (side + GAP);
    const y = GAP + Math.floor(at / columns) * height;
    const texts = lines.map(
      (line, index) =>
        `<text x="${x}" y="${y + side + (index + 1) * LINE}" fill="var(--${index === 0 ? 'ink' : 'muted'})"${index === 0 ? ' font-weight="600"' : ''}>${escapeHtml(cut(line, side + GAP - 2))}</text>`,
    );
    return (
      `<image x="${x}" y="${y}" width="${side}" height="${side}" href="${image}" image-rendering="optimizeSpeed" style="image-rendering:pixelated"/>` +
      `<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="none" stroke="var(--rule)"/>${texts.join('')}`
    );
  });
  const svg = `<svg width="${width}" height="${total}" viewBox="0 0 ${width} ${total}" font-family="${FONT}" font-size="${FONT_SIZE}">${body.join('')}</svg>`;
  return { name, alt, svg: asImage(svg, alt) };
}

function cut(line: string, width: number): string {
  const most = Math.floor(width / LETTER);
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
