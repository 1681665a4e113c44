import * as Plot from '@observablehq/plot';

/** What a symbol of a figure means. */
interface LegendEntry {
  readonly words: string;
  readonly symbol: Plot.SymbolType;
  readonly color: string;
  readonly isHollow?: boolean;
}

/** About the width of a letter, and the room between two entries. */
const LETTER = 6.3;
const GAP = 30;

/**
 * Symbols with their meaning, in a line.
 * @param place of the first symbol, from the upper left corner of the frame.
 */
export function symbolLegend(
  entries: readonly LegendEntry[],
  { dx, dy }: { readonly dx: number; readonly dy: number },
): Plot.Markish[] {
  let left = dx;
  return entries.flatMap(({ words, symbol, color, isHollow = false }) => {
    const at = left;
    left += words.length * LETTER + GAP;
    return [
      Plot.dot([words], {
        frameAnchor: 'top-left',
        dx: at,
        dy,
        symbol,
        r: isHollow ? 2.5 : 5,
        fill: isHollow ? 'none' : color,
        stroke: color,
        strokeWidth: isHollow ? 1.5 : 0,
      }),
      Plot.text([words], {
        frameAnchor: 'top-left',
        textAnchor: 'start',
        lineAnchor: 'middle',
        dx: at + 10,
        dy,
        text: d => d,
        fill: color,
      }),
    ];
  });
}
