import { type ConfusionMatrix, supportOf } from '../../analysis/index.ts';
import { cellColor } from '../matrix-colors.ts';
import type { Camera } from './camera.ts';
import { currentTheme, type Theme } from './theme-switch.ts';

/** A cell by its place in the order of the matrix. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Cells from this size on tell their share in figures. */
const WRITTEN = 34;
const LABEL_GAP = 12;
const FONT = '11px Inter, system-ui, sans-serif';

/** Paints the matrix on a canvas, as the camera sees it. */
export class MatrixPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #confusion: ConfusionMatrix;
  readonly #names: readonly string[];
  readonly #order: readonly number[];
  readonly #supports: readonly number[];
  /** The matrix with a pixel a cell, by theme. */
  readonly #pictures = new Map<Theme, HTMLCanvasElement>();
  /** Room for the names at the left and above, and the size of it all, in CSS pixels. */
  margin = { left: 0, top: 0 };
  size = { width: 0, height: 0 };

  constructor(
    canvas: HTMLCanvasElement,
    confusion: ConfusionMatrix,
    names: readonly string[],
    order: readonly number[],
  ) {
    this.#canvas = canvas;
    this.#confusion = confusion;
    this.#names = names;
    this.#order = order;
    this.#supports = Array.from({ length: confusion.classes }, (_, index) => supportOf(confusion, index));
  }

  /** Fits the canvas to its place in the page. @returns the room for cells. */
  fit(): { width: number; height: number } {
    const width = this.#canvas.parentElement!.clientWidth;
    const context = this.#context();
    context.font = FONT;
    const longest = Math.max(...this.#names.map(name => context.measureText(name).width)) + LABEL_GAP;
    const left = Math.ceil(Math.min(longest, width * 0.28));
    const top = Math.ceil(Math.min(longest, 130));
    const side = Math.min(width - left, Math.max(320, innerHeight - top - 120));
    this.margin = { left, top };
    this.size = { width: left + side, height: top + side };
    const ratio = devicePixelRatio;
    this.#canvas.width = Math.round(this.size.width * ratio);
    this.#canvas.height = Math.round(this.size.height * ratio);
    this.#canvas.style.width = `${this.size.width}px`;
    this.#canvas.style.height = `${this.size.height}px`;
    return { width: side, height: side };
  }

  paint(camera: Camera, cursor: Place | undefined, chosen: Place | undefined): void {
    const context = this.#context();
    const style = getComputedStyle(document.documentElement);
    const color = (role: string) => style.getPropertyValue(`--${role}`);
    const { left, top } = this.margin;
    const { width, height } = this.size;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.font = FONT;
    context.save();
    context.beginPath();
    context.rect(left, top, width - left, height - top);
    context.clip();
    context.fillStyle = color('paper');
    context.fillRect(left, top, width - left, height - top);
    context.imageSmoothingEnabled = false;
    const side = camera.cells * camera.scale;
    const x = left - camera.x * camera.scale;
    const y = top - camera.y * camera.scale;
    context.drawImage(this.#picture(), x, y, side, side);
    if (camera.scale >= WRITTEN) this.#writeShares(context, camera, color('ink'));
    for (const [place, stroke] of [
      [cursor, color('muted')],
      [chosen, color('orange')],
    ] as const)
      if (place) this.#frame(context, camera, place, stroke);
    context.restore();
    context.strokeStyle = color('rule');
    context.strokeRect(left - 0.5, top - 0.5, width - left, height - top);
    this.#writeNames(context, camera, cursor, color);
  }

  #context(): CanvasRenderingContext2D {
    return this.#canvas.getContext('2d')!;
  }

  #picture(): HTMLCanvasElement {
    const theme = currentTheme();
    const made = this.#pictures.get(theme);
    if (made) return made;
    const { classes, counts } = this.#confusion;
    const picture = document.createElement('canvas');
    picture.width = classes;
    picture.height = classes;
    const context = picture.getContext('2d')!;
    const image = context.createImageData(classes, classes);
    this.#order.forEach((truth, row) => {
      this.#order.forEach((prediction, column) => {
        const count = counts[truth * classes + prediction]!;
        if (count === 0) return;
        const color = cellColor(count / this.#supports[truth]!, truth === prediction, theme);
        image.data.set([...color, 255], 4 * (row * classes + column));
      });
    });
    context.putImageData(image, 0, 0);
    this.#pictures.set(theme, picture);
    return picture;
  }

  /** The cells in sight, from the first to after the last, on one axis. */
  #inSight(from: number, pixels: number, { cells, scale }: Camera): [number, number] {
    return [Math.max(0, Math.floor(from)), Math.min(cells, Math.ceil(from + pixels / scale))];
  }

  #writeShares(context: CanvasRenderingContext2D, camera: Camera, ink: string): void {
    const { classes, counts } = this.#confusion;
    const { left, top } = this.margin;
    const [firstRow, endRow] = this.#inSight(camera.y, this.size.height - top, camera);
    const [firstColumn, endColumn] = this.#inSight(camera.x, this.size.width - left, camera);
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    for (let row = firstRow; row < endRow; row++)
      for (let column = firstColumn; column < endColumn; column++) {
        const truth = this.#order[row]!;
        const prediction = this.#order[column]!;
        const share = counts[truth * classes + prediction]! / this.#supports[truth]!;
        if (!(share > 0)) continue;
        const [red, green, blue] = cellColor(share, truth === prediction, currentTheme());
        const isBright = 0.3 * red + 0.6 * green + 0.1 * blue > 140;
        context.fillStyle = isBright ? '#14181c' : '#ffffff';
        const percent = 100 * share;
        context.fillText(
          percent.toFixed(percent < 9.95 ? 1 : 0),
          left + (column + 0.5 - camera.x) * camera.scale,
          top + (row + 0.5 - camera.y) * camera.scale,
        );
      }
    context.fillStyle = ink;
  }

  #frame(context: CanvasRenderingContext2D, camera: Camera, { row, column }: Place, stroke: string): void {
    const x = this.margin.left + (column - camera.x) * camera.scale;
    const y = this.margin.top + (row - camera.y) * camera.scale;
    const { scale } = camera;
    context.strokeStyle = stroke;
    context.globalAlpha = 0.45;
    context.lineWidth = 1;
    context.strokeRect(this.margin.left - 2, y, this.size.width, scale);
    context.strokeRect(x, this.margin.top - 2, scale, this.size.height);
    context.globalAlpha = 1;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, scale + 2, scale + 2);
    context.lineWidth = 1;
  }

  /** Names beside rows and above columns; where they would overlap, every second, third … one, and always the cursor's. */
  #writeNames(
    context: CanvasRenderingContext2D,
    camera: Camera,
    cursor: Place | undefined,
    color: (role: string) => string,
  ): void {
    const { left, top } = this.margin;
    const every = Math.ceil(LABEL_GAP / camera.scale);
    const axes = [
      { from: camera.y, start: top, end: this.size.height, own: cursor?.row, isRow: true },
      { from: camera.x, start: left, end: this.size.width, own: cursor?.column, isRow: false },
    ];
    context.textBaseline = 'middle';
    for (const { from, start, end, own, isRow } of axes) {
      const [first, stop] = this.#inSight(from, end - start, camera);
      const near = (place: number) => own !== undefined && Math.abs(place - own) * camera.scale < LABEL_GAP;
      for (let place = first; place < stop; place++) {
        const isOwn = place === own;
        if (!isOwn && (place % every !== 0 || near(place))) continue;
        const middle = start + (place + 0.5 - from) * camera.scale;
        if (middle < start || middle > end) continue;
        context.fillStyle = color(isOwn ? 'ink' : 'muted');
        context.font = isOwn ? `bold ${FONT}` : FONT;
        this.#writeName(context, this.#names[this.#order[place]!]!, middle, isRow);
      }
    }
  }

  #writeName(context: CanvasRenderingContext2D, name: string, middle: number, isRow: boolean): void {
    const { left, top } = this.margin;
    context.save();
    if (isRow) {
      context.textAlign = 'right';
      context.fillText(fitted(context, name, left - 6), left - 6, middle);
    } else {
      context.translate(middle, top - 6);
      context.rotate(-Math.PI / 2);
      context.textAlign = 'left';
      context.fillText(fitted(context, name, top - 6), 0, 0);
    }
    context.restore();
  }
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}
