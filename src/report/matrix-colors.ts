// The colors of a confusion matrix, for the figure and for the page's canvas. Confusions go from the paper to a deep
// blue (to a light one on a dark page), right answers are gray, so that the diagonal does not outshine what matters.

export type Rgb = readonly [red: number, green: number, blue: number];

interface Ramps {
  readonly confusion: readonly Rgb[];
  readonly right: readonly Rgb[];
}

const LIGHT: Ramps = {
  confusion: [
    [226, 237, 247],
    [150, 193, 230],
    [60, 130, 190],
    [18, 75, 135],
    [6, 36, 72],
  ],
  right: [
    [240, 236, 230],
    [150, 141, 130],
  ],
};

const DARK: Ramps = {
  confusion: [
    [28, 48, 70],
    [38, 92, 145],
    [84, 150, 210],
    [160, 206, 245],
    [236, 246, 255],
  ],
  right: [
    [44, 41, 38],
    [134, 126, 116],
  ],
};

/** Confusions of half of the drawings and more have the deepest color. */
const FULL = 0.5;

/** The color of a cell: `share` of the row's drawings were taken for the column's category; none is the paper. */
export function cellColor(share: number, isRight: boolean, theme: 'light' | 'dark'): Rgb {
  const ramps = theme === 'light' ? LIGHT : DARK;
  // The root spreads the many small shares.
  return isRight ? mix(ramps.right, share) : mix(ramps.confusion, Math.sqrt(Math.min(1, share / FULL)));
}

function mix(stops: readonly Rgb[], at: number): Rgb {
  const place = at * (stops.length - 1);
  const below = Math.min(Math.floor(place), stops.length - 2);
  const part = place - below;
  const from = stops[below]!;
  const to = stops[below + 1]!;
  const channel = (index: 0 | 1 | 2) => Math.round(from[index] + part * (to[index] - from[index]));
  return [channel(0), channel(1), channel(2)];
}

/** The ramps as declarations of CSS variables, for a legend. */
export function cssRamps(theme: 'light' | 'dark'): string {
  const { confusion, right } = theme === 'light' ? LIGHT : DARK;
  const color = (rgb: Rgb) => `rgb(${rgb.join(' ')})`;
  return [
    ...confusion.map((rgb, at) => `--cell-${at}:${color(rgb)}`),
    `--right-low:${color(right[0]!)}`,
    `--right-high:${color(right.at(-1)!)}`,
  ].join(';');
}
