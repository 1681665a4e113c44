// The colors of a report: blue and orange, which nearly everybody can tell apart, on quiet grays. Figures name them as
// CSS variables, so that those in the page follow its light or dark; files get the light ones.

/** A CSS color for each role. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly blue: string;
  readonly orange: string;
  /** Lines beside blue and orange where there are more than two. */
  readonly teal: string;
  readonly violet: string;
  readonly crimson: string;
  readonly olive: string;
  /** Areas and intervals behind lines. */
  readonly 'blue-soft': string;
  readonly 'orange-soft': string;
}

export const light: Palette = {
  paper: '#ffffff',
  ink: '#1b2127',
  muted: '#56606a',
  rule: '#d9dee3',
  blue: '#1f66ad',
  orange: '#b3560a',
  teal: '#0b7a6f',
  violet: '#7446b0',
  crimson: '#b02a4c',
  olive: '#6b6a10',
  'blue-soft': '#a8c8e8',
  'orange-soft': '#f0c49a',
};

export const dark: Palette = {
  paper: '#15191d',
  ink: '#e8eaed',
  muted: '#9fa9b3',
  rule: '#343b43',
  blue: '#74b0ea',
  orange: '#f0a35e',
  teal: '#4fc4b4',
  violet: '#b79af0',
  crimson: '#f0869c',
  olive: '#c9c45c',
  'blue-soft': '#2d5a88',
  'orange-soft': '#7d4a1c',
};

/** The palette as declarations of CSS variables. */
export function cssVariables(palette: Palette): string {
  return Object.entries(palette)
    .map(([role, color]) => `--${role}:${color}`)
    .join(';');
}

/** A figure with its colors written out, for programs that know no CSS variables. */
export function withColors(svg: string, palette: Palette): string {
  return svg.replace(/var\(--([a-z-]+)\)/g, (whole, role: keyof Palette) => palette[role] ?? whole);
}
