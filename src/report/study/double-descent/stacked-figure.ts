import { asImage } from '../../figures/chart.ts';
import type { Figure } from '../../figures/figure.ts';

/** Panels below each other as one figure: values of different size need an axis each. */
export function stackedFigure(
  { name, alt }: Pick<Figure, 'name' | 'alt'>,
  panels: readonly Figure[],
): Figure {
  let [width, top] = [0, 0];
  const parts = panels.map(({ svg }) => {
    const [whole, attributes = ''] = /^<svg ([^>]*)>/.exec(svg)!;
    const [, panelWidth = '0', height = '0'] = /viewBox="0 0 (\S+) (\S+)"/.exec(attributes)!;
    const look = ['fill', 'text-anchor', 'style'].map(
      attribute => new RegExp(` ${attribute}="[^"]*"`).exec(attributes)?.[0] ?? '',
    );
    const part = `<g transform="translate(0,${top})"${look.join('')}>${svg.slice(whole.length).replace(/<\/svg>$/, '')}</g>`;
    width = Math.max(width, Number(panelWidth));
    top += Number(height);
    return part;
  });
  const svg = `<svg width="${width}" height="${top}" viewBox="0 0 ${width} ${top}">${parts.join('')}</svg>`;
  return { name, alt, svg: asImage(svg, alt) };
}
