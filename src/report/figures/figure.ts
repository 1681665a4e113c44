/** A figure: an SVG whose colors are CSS variables. */
export interface Figure {
  /** File name, without its ending. */
  readonly name: string;
  /** What it shows, in a sentence or two, for those who cannot see it. */
  readonly alt: string;
  readonly svg: string;
}
