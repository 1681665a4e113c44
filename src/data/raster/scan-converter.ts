// Coverage of a polygon's inside (nonzero winding) per pixel, on cairo's grid: x in 1/256 pixel, 15 sample rows
// a pixel. A row of pixels in which no edge begins, ends or crosses another is measured exactly, by the areas
// beside its edges; any other row is sampled at its 15 rows. Published bitmaps were made by this very rule.
// Source: the design of M. J. Pihlaja's glitter-paths, after the rasterizers of T. Andersson and D. Turner.
import { EdgeTable } from './edge-table.ts';
import { ROWS } from './fixed-point.ts';
import { RowCoverage } from './row-coverage.ts';

const NONE = -1;

export class ScanConverter {
  readonly #size: number;
  readonly #edges: EdgeTable;
  readonly #coverage: RowCoverage;
  /** Edges that cross the present sample row, by x; the first #count are in use. */
  #active = new Int32Array(64);
  #count = 0;

  /** @param size of the square image in pixels; all edges must lie inside. */
  constructor(size: number) {
    this.#size = size;
    this.#edges = new EdgeTable(size);
    this.#coverage = new RowCoverage(size);
  }

  /** Adds an edge in units of 1/256 pixel; `winding` is ±1 for its direction from point 1 to point 2. */
  addEdge(x1: number, y1: number, x2: number, y2: number, winding: number): void {
    if (y1 < y2) this.#edges.add(x1, y1, x2, y2, winding);
    else if (y1 > y2) this.#edges.add(x2, y2, x1, y1, -winding);
  }

  /** Gives every row that has coverage (0–255 a pixel, valid during the call) and forgets the edges. */
  sweep(paint: (row: number, coverage: Uint8Array) => void): void {
    this.#count = 0;
    for (let row = 0; row < this.#size; row++) {
      const inside = this.#edges.beginsInside(row);
      this.#begin(row * ROWS);
      if (this.#count === 0 && !inside) continue;
      if (inside || !this.#keepsOrder()) this.#sampleRow(row);
      else this.#measureRow();
      paint(row, this.#coverage.take());
    }
    this.#edges.clear();
  }

  /** Whether all active edges go on through this row of pixels and are in the same order after it. */
  #keepsOrder(): boolean {
    const edges = this.#edges;
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#count; i++) {
      const edge = this.#active[i]!;
      if (edges.height[edge]! < ROWS) return false;
      const x = edges.xAfterRow(edge);
      if (x < last) return false;
      last = x;
    }
    return true;
  }

  #measureRow(): void {
    for (let i = 0; i < this.#count; i++) {
      const last = this.#closing(i);
      this.#measureEdge(this.#active[i]!, 1);
      this.#measureEdge(this.#active[last]!, -1);
      i = last;
    }
    this.#advance(ROWS);
  }

  /** Position of the edge at which the inside that begins with edge `first` ends. */
  #closing(first: number): number {
    const { x, winding } = this.#edges;
    const active = this.#active;
    let sum = winding[active[first]!]!;
    let i = first;
    do {
      i++;
      sum += winding[active[i]!]!;
    } while (sum !== 0 || (i + 1 < this.#count && x[active[i + 1]!] === x[active[i]!]));
    return i;
  }

  #measureEdge(edge: number, sign: number): void {
    const edges = this.#edges;
    this.#coverage.addEdge(edges.atTop(edge), edges.atBottom(edge), edges.divisor[edge]!, sign);
  }

  #sampleRow(row: number): void {
    for (let y = row * ROWS; y < (row + 1) * ROWS; y++) {
      if (y > row * ROWS) this.#begin(y);
      this.#sampleSpans();
      this.#advance(1);
    }
  }

  /** Takes in the edges that begin in a sample row. */
  #begin(sampleRow: number): void {
    let edge = this.#edges.first(sampleRow);
    for (; edge !== NONE; edge = this.#edges.next[edge]!) this.#insert(edge);
  }

  #insert(edge: number): void {
    if (this.#count === this.#active.length) {
      const larger = new Int32Array(2 * this.#count);
      larger.set(this.#active);
      this.#active = larger;
    }
    this.#place(edge, this.#count++);
  }

  /** Puts an edge into the sorted first `end` active ones, behind those with the same x. */
  #place(edge: number, end: number): void {
    const { x } = this.#edges;
    const own = x[edge]!;
    let i = end;
    for (; i > 0 && x[this.#active[i - 1]!]! > own; i--) this.#active[i] = this.#active[i - 1]!;
    this.#active[i] = edge;
  }

  /** Adds the stretches of the sample row that lie inside. */
  #sampleSpans(): void {
    const { x, winding } = this.#edges;
    let sum = 0;
    let start = NONE;
    for (let i = 0; i < this.#count; i++) {
      const edge = this.#active[i]!;
      const here = x[edge]!;
      sum += winding[edge]!;
      if (sum !== 0) {
        if (start === NONE) start = here;
      } else if (i + 1 === this.#count || x[this.#active[i + 1]!] !== here) {
        this.#coverage.addSpan(start, here);
        start = NONE;
      }
    }
  }

  /** Moves all active edges down by sample rows, drops those that end and restores the order by x. */
  #advance(rows: number): void {
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const edge = this.#active[i]!;
      if (this.#edges.advance(edge, rows)) this.#place(edge, kept++);
    }
    this.#count = kept;
  }
}
