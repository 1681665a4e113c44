import { compareDirections, toFixed } from './fixed-point.ts';

/**
 * A round pen as a polygon fine enough that no point of the circle is further than `tolerance` pixels from it.
 * Vertices run by angle from +x to +y; coordinates are units of 1/256 pixel around the pen's center.
 */
export class RoundPen {
  readonly size: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** Direction of the side that ends in vertex i; the side that starts there is that of vertex i + 1. */
  readonly #sideX: Int32Array;
  readonly #sideY: Int32Array;

  constructor(radius: number, tolerance: number) {
    const vertices = Math.ceil((2 * Math.PI) / Math.acos(1 - tolerance / radius));
    this.size = Math.max(4, vertices + (vertices % 2));
    this.x = new Int32Array(this.size);
    this.y = new Int32Array(this.size);
    for (let i = 0; i < this.size; i++) {
      const angle = (2 * Math.PI * i) / this.size;
      this.x[i] = toFixed(radius * Math.cos(angle));
      this.y[i] = toFixed(radius * Math.sin(angle));
    }
    this.#sideX = this.x.map((x, i) => x - this.x.at(i - 1)!);
    this.#sideY = this.y.map((y, i) => y - this.y.at(i - 1)!);
  }

  next(vertex: number): number {
    return vertex + 1 === this.size ? 0 : vertex + 1;
  }

  previous(vertex: number): number {
    return vertex === 0 ? this.size - 1 : vertex - 1;
  }

  /** Order of the side that ends in `vertex` against a direction, see compareDirections. */
  compareSide(vertex: number, x: number, y: number): number {
    return compareDirections(this.#sideX[vertex]!, this.#sideY[vertex]!, x, y);
  }

  /** The first side that does not come before the direction. */
  firstSideFrom(x: number, y: number): number {
    let side = 0;
    while (this.compareSide(side, x, y) < 0 || this.compareSide(this.previous(side), x, y) >= 0) side++;
    return side;
  }

  /** The first side that does not come after the direction: half a turn further. */
  firstSidePast(x: number, y: number): number {
    let side = 0;
    while (this.compareSide(side, x, y) > 0 || this.compareSide(this.previous(side), x, y) <= 0) side++;
    return side;
  }
}
