import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from '../html.ts';
import type { Figure } from './figure.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

export const FONT = "Inter, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif";
const FONT_SIZE = 12;

type ChartOptions = Pick<Figure, 'name' | 'alt'> & Plot.PlotOptions;

/** A figure drawn by Observable Plot, in the house's type and colors. */
export function chart({ name, alt, ...options }: ChartOptions): Figure {
  const plot = Plot.plot({
    document: document as unknown as Document,
    width: 440,
    height: 290,
    marginTop: 28,
    marginRight: 24,
    marginBottom: 40,
    marginLeft: 52,
    ...options,
    x: { labelArrow: 'none', ...options.x },
    y: { labelArrow: 'none', ...options.y },
    style: { fontFamily: FONT, fontSize: `${FONT_SIZE}px`, color: 'var(--muted)', background: 'none' },
  });
  // Plot's own style sheet asks for a white ground and for selectors that programs other than browsers do not know.
  const inner = plot.outerHTML.replace(/<style>[\s\S]*?<\/style>/, '');
  return { name, alt, svg: asImage(inner, alt) };
}

/** Names an SVG's namespace, so that it can stand in a file, and what it shows. */
export function asImage(svg: string, alt: string): string {
  return svg.replace(
    /^<svg/,
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(alt)}"`,
  );
}

/** Lines of the grid. */
export const grid = { stroke: 'var(--rule)', strokeOpacity: 1 } as const;
