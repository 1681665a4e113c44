/** An image of 8 bits a channel: gray, gray and alpha, RGB or RGBA, row by row from the top. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  /** width · height · channels values. */
  readonly data: Uint8Array;
}
