/** Where one looks at a square grid of cells, and from how near. Lengths are in CSS pixels, places in cells. */
export class Camera {
  /** Cells a side of the grid. */
  readonly cells: number;
  /** Pixels of a cell; at first so few that all are seen, whatever the window. */
  scale = 0;
  /** The place in the upper left corner. */
  x = 0;
  y = 0;
  #width = 1;
  #height = 1;

  static readonly LARGEST = 56;

  constructor(cells: number) {
    this.cells = cells;
  }

  /** The scale at which all cells are seen. */
  get smallest(): number {
    return Math.min(this.#width, this.#height) / this.cells;
  }

  get isWhole(): boolean {
    return this.scale <= this.smallest * 1.001;
  }

  /** Tells the size of the window. */
  resize(width: number, height: number): void {
    const wasWhole = this.isWhole;
    this.#width = width;
    this.#height = height;
    if (wasWhole) this.showAll();
    else this.#keepInside();
  }

  showAll(): void {
    this.scale = this.smallest;
    this.x = 0;
    this.y = 0;
  }

  /** Comes nearer by a factor; what is at (px, py) of the window stays there. */
  zoom(factor: number, px: number, py: number): void {
    const scale = Math.max(
      this.smallest,
      Math.min(Math.max(Camera.LARGEST, this.smallest), this.scale * factor),
    );
    this.x += px / this.scale - px / scale;
    this.y += py / this.scale - py / scale;
    this.scale = scale;
    this.#keepInside();
  }

  /** Brings a cell to the middle, from at least as near as `scale` tells. */
  center(column: number, row: number, scale: number): void {
    this.scale = Math.max(this.scale, scale);
    this.x = column + 0.5 - this.#width / this.scale / 2;
    this.y = row + 0.5 - this.#height / this.scale / 2;
    this.#keepInside();
  }

  /** Moves the grid by some pixels. */
  pan(dx: number, dy: number): void {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
    this.#keepInside();
  }

  /** Moves as little as it takes to have a cell in sight. */
  reveal(column: number, row: number): void {
    this.x = Math.min(column, Math.max(this.x, column + 1 - this.#width / this.scale));
    this.y = Math.min(row, Math.max(this.y, row + 1 - this.#height / this.scale));
    this.#keepInside();
  }

  /** The cell at a place of the window; undefined beside the grid. */
  cellAt(px: number, py: number): { column: number; row: number } | undefined {
    const column = Math.floor(this.x + px / this.scale);
    const row = Math.floor(this.y + py / this.scale);
    const isInside = column >= 0 && row >= 0 && column < this.cells && row < this.cells;
    return isInside && px >= 0 && py >= 0 ? { column, row } : undefined;
  }

  #keepInside(): void {
    this.x = Math.max(0, Math.min(this.x, this.cells - this.#width / this.scale));
    this.y = Math.max(0, Math.min(this.y, this.cells - this.#height / this.scale));
  }
}
