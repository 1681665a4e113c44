import type { ConfusionMatrix } from '../../analysis/index.ts';
import { Camera } from './camera.ts';
import { cellText } from './cell-panel.ts';
import { MatrixPainter, type Place } from './matrix-painter.ts';
import { onThemeChange } from './theme-switch.ts';

interface MatrixParts {
  readonly canvas: HTMLCanvasElement;
  /** Says what the pointer is over. */
  readonly readout: HTMLElement;
  /** Says the same aloud, when the keyboard moves. */
  readonly spoken: HTMLElement;
}

interface MatrixContent {
  readonly confusion: ConfusionMatrix;
  readonly names: readonly string[];
  readonly order: readonly number[];
  /** Is told of a chosen cell by its categories. */
  readonly onChoose: (truth: number, prediction: number) => void;
}

const ZOOM_STEP = 1.6;
const DRAG_PIXELS = 4;
/** Cells of this size are seen well, with their names. */
const NEAR = 16;

const MOVES: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The confusion matrix as one can walk through it: pointer, wheel, fingers, keys. */
export class MatrixView {
  readonly #parts: MatrixParts;
  readonly #content: MatrixContent;
  readonly #camera: Camera;
  readonly #painter: MatrixPainter;
  readonly #pointers = new Map<number, { x: number; y: number }>();
  #dragged = 0;
  #cursor: Place | undefined;
  #chosen: Place | undefined;
  #isAwaited = false;

  constructor(parts: MatrixParts, content: MatrixContent) {
    this.#parts = parts;
    this.#content = content;
    this.#camera = new Camera(content.order.length);
    this.#painter = new MatrixPainter(parts.canvas, content.confusion, content.names, content.order);
    this.#fit();
    this.#listen();
  }

  /** Comes nearer to the middle, or to the chosen cell, or goes back. */
  zoom(factor: number): void {
    const { left, top } = this.#painter.margin;
    const { width, height } = this.#painter.size;
    const place = this.#cursor;
    const { x, y, scale } = this.#camera;
    const px = place ? (place.column + 0.5 - x) * scale : (width - left) / 2;
    const py = place ? (place.row + 0.5 - y) * scale : (height - top) / 2;
    this.#camera.zoom(factor, px, py);
    this.#changed();
  }

  showAll(): void {
    this.#camera.showAll();
    this.#changed();
  }

  /** Chooses the cell of two categories, from near enough to be seen. */
  show(truth: number, prediction: number): void {
    const { order } = this.#content;
    const row = order.indexOf(truth);
    const column = order.indexOf(prediction);
    this.#camera.center(column, row, NEAR);
    this.choose(truth, prediction);
  }

  /** Chooses the cell of two categories, and brings it into sight. */
  choose(truth: number, prediction: number): void {
    const { order } = this.#content;
    this.#cursor = this.#chosen = { row: order.indexOf(truth), column: order.indexOf(prediction) };
    this.#camera.reveal(this.#cursor.column, this.#cursor.row);
    this.#tell(this.#parts.readout);
    this.#changed();
    this.#content.onChoose(truth, prediction);
  }

  #listen(): void {
    const { canvas } = this.#parts;
    canvas.addEventListener('pointerdown', event => this.#onDown(event));
    canvas.addEventListener('pointermove', event => this.#onMove(event));
    canvas.addEventListener('pointerup', event => this.#onUp(event));
    canvas.addEventListener('pointercancel', event => this.#pointers.delete(event.pointerId));
    canvas.addEventListener('wheel', event => this.#onWheel(event), { passive: false });
    canvas.addEventListener('keydown', event => this.#onKey(event));
    new ResizeObserver(() => this.#fit()).observe(canvas.parentElement!);
    onThemeChange(() => this.#changed());
  }

  #fit(): void {
    const { width, height } = this.#painter.fit();
    this.#camera.resize(width, height);
    this.#paint();
  }

  /** Paints with the next frame, once however much has changed. */
  #changed(): void {
    // One finger pans what does not fit; where all is in sight it scrolls the page.
    this.#parts.canvas.style.touchAction = this.#camera.isWhole ? 'pan-x pan-y' : 'none';
    if (this.#isAwaited) return;
    this.#isAwaited = true;
    requestAnimationFrame(() => {
      this.#isAwaited = false;
      this.#paint();
    });
  }

  #paint(): void {
    this.#painter.paint(this.#camera, this.#cursor, this.#chosen);
  }

  #positionOf(event: MouseEvent): { x: number; y: number } {
    const box = this.#parts.canvas.getBoundingClientRect();
    const { left, top } = this.#painter.margin;
    return { x: event.clientX - box.left - left, y: event.clientY - box.top - top };
  }

  #onDown(event: PointerEvent): void {
    this.#pointers.set(event.pointerId, this.#positionOf(event));
    this.#dragged = 0;
    this.#parts.canvas.setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    const at = this.#positionOf(event);
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined) {
      this.#point(this.#camera.cellAt(at.x, at.y));
      return;
    }
    const [other] = [...this.#pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (other) this.#pinch(before, at, other);
    else this.#camera.pan(at.x - before.x, at.y - before.y);
    this.#dragged += Math.abs(at.x - before.x) + Math.abs(at.y - before.y);
    this.#pointers.set(event.pointerId, at);
    this.#changed();
  }

  #pinch(
    before: { x: number; y: number },
    at: { x: number; y: number },
    other: { x: number; y: number },
  ): void {
    const distance = (place: { x: number; y: number }) =>
      Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
    this.#camera.zoom(distance(at) / distance(before), (at.x + other.x) / 2, (at.y + other.y) / 2);
  }

  #onUp(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    if (this.#dragged > DRAG_PIXELS) return;
    const at = this.#positionOf(event);
    const cell = this.#camera.cellAt(at.x, at.y);
    if (cell) this.#chooseAt(cell);
  }

  /** Zooms where the matrix has been clicked or Ctrl is held, as on maps: else the page could not be scrolled past it. */
  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.#parts.canvas) return;
    event.preventDefault();
    const at = this.#positionOf(event);
    this.#camera.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0016)), at.x, at.y);
    this.#changed();
  }

  #onKey(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (move) this.#step(move, event.shiftKey);
    else if (event.key === '+' || event.key === '=') this.zoom(ZOOM_STEP);
    else if (event.key === '-') this.zoom(1 / ZOOM_STEP);
    else if (event.key === '0' || event.key === 'Escape') this.showAll();
    else if ((event.key === 'Enter' || event.key === ' ') && this.#cursor) this.#chooseAt(this.#cursor);
    else return;
    event.preventDefault();
  }

  /** A cell further; with Shift to the next confusion in that direction, if there is one. */
  #step([rows, columns]: readonly [number, number], isFar: boolean): void {
    const last = this.#camera.cells - 1;
    let { row, column } = this.#cursor ?? { row: -rows, column: -columns };
    const isInside = () =>
      row + rows >= 0 && row + rows <= last && column + columns >= 0 && column + columns <= last;
    while (isInside()) {
      row += rows;
      column += columns;
      if (!isFar || (row !== column && this.#countAt(row, column) > 0)) break;
    }
    this.#point({ row: Math.max(0, row), column: Math.max(0, column) });
    this.#camera.reveal(this.#cursor!.column, this.#cursor!.row);
    this.#tell(this.#parts.spoken);
  }

  #countAt(row: number, column: number): number {
    const { confusion, order } = this.#content;
    return confusion.counts[order[row]! * confusion.classes + order[column]!]!;
  }

  #chooseAt({ row, column }: Place): void {
    const { order } = this.#content;
    this.choose(order[row]!, order[column]!);
  }

  #point(place: Place | undefined): void {
    if (place === undefined) return;
    this.#cursor = place;
    this.#tell(this.#parts.readout);
    this.#changed();
  }

  #tell(where: HTMLElement): void {
    const { confusion, names, order } = this.#content;
    const { row, column } = this.#cursor!;
    where.textContent = cellText(confusion, names, order[row]!, order[column]!);
  }
}
