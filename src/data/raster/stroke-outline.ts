// The outline of a line drawn with a round pen: what cairo's stroker gives for round caps and joins.
// Published bitmaps were drawn with cairo, so its choices (which pen vertices a join uses, where coordinates
// are rounded) are kept; they decide pixels by a level or two.
import { compareDirections, ONE, toFixed } from './fixed-point.ts';
import type { RoundPen } from './round-pen.ts';

/** Receives the outline's edges; `winding` is +1 or −1 for an edge taken from point 1 to point 2. */
export type EdgeSink = (x1: number, y1: number, x2: number, y2: number, winding: number) => void;

/** One side of the line: a chain of points whose edges all count with the same winding. */
class Side {
  readonly winding: number;
  readonly #sink: EdgeSink;
  #x = 0;
  #y = 0;

  constructor(winding: number, sink: EdgeSink) {
    this.winding = winding;
    this.#sink = sink;
  }

  start(x: number, y: number): void {
    this.#x = x;
    this.#y = y;
  }

  lineTo(x: number, y: number): void {
    this.#sink(this.#x, this.#y, x, y, this.winding);
    this.#x = x;
    this.#y = y;
  }
}

/**
 * Outlines lines of one width. Coordinates in and out are units of 1/256 pixel.
 * The sides together wind once around every point of the line, more often where it overlaps itself.
 */
export class StrokeOutliner {
  readonly #pen: RoundPen;
  readonly #halfWidth: number;
  /** Seen along the line on a page whose y goes down. */
  readonly #left: Side;
  readonly #right: Side;
  /** From the line to its right side, for the present segment and the one before. */
  #sideX = 0;
  #sideY = 0;
  #beforeX = 0;
  #beforeY = 0;

  /** @param halfWidth of the line in pixels. */
  constructor(pen: RoundPen, halfWidth: number, sink: EdgeSink) {
    this.#pen = pen;
    this.#halfWidth = halfWidth;
    this.#left = new Side(1, sink);
    this.#right = new Side(-1, sink);
  }

  /** A line through `count` points of which neighbors differ; a single point gives a dot. */
  outline(xs: Int32Array, ys: Int32Array, count: number): void {
    if (count === 1) {
      this.#dot(xs[0]!, ys[0]!);
      return;
    }
    let inX = 0;
    let inY = 0;
    for (let i = 1; i < count; i++) {
      const x = xs[i - 1]!;
      const y = ys[i - 1]!;
      const dx = xs[i]! - x;
      const dy = ys[i]! - y;
      this.#turnTo(dx, dy);
      if (i === 1) this.#start(x, y, dx, dy);
      else this.#join(x, y, inX, inY, dx, dy);
      this.#left.lineTo(x + dx - this.#sideX, y + dy - this.#sideY);
      this.#right.lineTo(x + dx + this.#sideX, y + dy + this.#sideY);
      inX = dx;
      inY = dy;
    }
    this.#cap(xs[count - 1]!, ys[count - 1]!, inX, inY, this.#sideX, this.#sideY);
  }

  #turnTo(dx: number, dy: number): void {
    const scale = this.#halfWidth / Math.sqrt(dx * dx + dy * dy);
    this.#beforeX = this.#sideX;
    this.#beforeY = this.#sideY;
    this.#sideX = toFixed(-dy * scale);
    this.#sideY = toFixed(dx * scale);
  }

  #start(x: number, y: number, dx: number, dy: number): void {
    this.#cap(x, y, -dx, -dy, -this.#sideX, -this.#sideY);
    this.#left.start(x - this.#sideX, y - this.#sideY);
    this.#right.start(x + this.#sideX, y + this.#sideY);
  }

  #dot(x: number, y: number): void {
    const radius = toFixed(this.#halfWidth);
    this.#cap(x, y, -ONE, 0, 0, -radius);
    this.#cap(x, y, ONE, 0, 0, radius);
  }

  /** Half a pen around the end of a line that arrives with (dx, dy), from its right side to its left. */
  #cap(x: number, y: number, dx: number, dy: number, sideX: number, sideY: number): void {
    this.#right.start(x + sideX, y + sideY);
    this.#fanRight(x, y, dx, dy, -dx, -dy);
    this.#right.lineTo(x - sideX, y - sideY);
  }

  /** The corner at (x, y): round outside, through the point itself inside. */
  #join(x: number, y: number, inX: number, inY: number, outX: number, outY: number): void {
    const turn = compareDirections(inX, inY, outX, outY);
    if (turn === 0) return;
    const outer = turn < 0 ? this.#left : this.#right;
    const inner = turn < 0 ? this.#right : this.#left;
    if (this.#sideX !== this.#beforeX || this.#sideY !== this.#beforeY) {
      if (turn < 0) this.#fanLeft(x, y, inX, inY, outX, outY);
      else this.#fanRight(x, y, inX, inY, outX, outY);
      outer.lineTo(x + outer.winding * -this.#sideX, y + outer.winding * -this.#sideY);
    }
    inner.lineTo(x, y);
    inner.lineTo(x + inner.winding * -this.#sideX, y + inner.winding * -this.#sideY);
  }

  /** The pen's vertices outside a turn to the right: those between whose sides both directions lie. */
  #fanLeft(x: number, y: number, inX: number, inY: number, outX: number, outY: number): void {
    const pen = this.#pen;
    let vertex = pen.firstSideFrom(inX, inY);
    let next = pen.next(vertex);
    while (pen.compareSide(next, outX, outY) <= 0) {
      this.#left.lineTo(x + pen.x[vertex]!, y + pen.y[vertex]!);
      vertex = next;
      next = pen.next(vertex);
    }
  }

  /** The same outside a turn to the left, backward around the pen, whose sides point the other way there. */
  #fanRight(x: number, y: number, inX: number, inY: number, outX: number, outY: number): void {
    const pen = this.#pen;
    let vertex = pen.previous(pen.firstSidePast(inX, inY));
    if (pen.compareSide(vertex, outX, outY) > 0) return;
    this.#right.lineTo(x + pen.x[vertex]!, y + pen.y[vertex]!);
    do {
      vertex = pen.previous(vertex);
      this.#right.lineTo(x + pen.x[vertex]!, y + pen.y[vertex]!);
    } while (pen.compareSide(vertex, outX, outY) < 0);
  }
}
