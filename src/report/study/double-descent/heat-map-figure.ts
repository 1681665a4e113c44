import * as Plot from '@observablehq/plot';
import { type EpochWiseCurve, INTERPOLATES_BELOW } from '../../../studies/index.ts';
import { pngUrl } from '../../drawing-png.ts';
import { chart } from '../../figures/chart.ts';
import type { Figure } from '../../figures/figure.ts';
import { heatColor, heatRamp } from './heat-colors.ts';
import { INSET, LEFT, WIDTH } from './line-panel.ts';
import { decades } from './log-axis.ts';
import { natsText, percentNumber } from './number-texts.ts';
import { passWordOf, type SettingNames, sizeText } from './setting-names.ts';

const HEIGHT = 250;
const TOP = 56;
const RIGHT = 16;
/** Rows of the picture, from the first epoch to the last in even steps of the logarithm. */
const ROWS = 120;
/** What two names of columns need. */
const TICK = 20;
const RAMP = { width: 110, height: 9 };
/** The map is the same on light and dark pages, and so are the lines on it. */
const ON_MAP = { light: '#ffffff', dark: '#101418' } as const;

/**
 * Validation loss or error of one setting: a column a size, from the first epoch below to the last above, with the best
 * epoch of each size and the line from which on the train error is below the threshold.
 * @returns undefined for fewer than two sizes or epochs.
 */
export function heatMapFigure(
  curves: readonly EpochWiseCurve[],
  measure: 'Loss' | 'Error',
  names: SettingNames,
): Figure | undefined {
  const columns = [...curves].sort((a, b) => a.size - b.size).filter(({ epochs }) => epochs.length > 1);
  if (columns.length < 2) return undefined;
  const { setting } = columns[0]!;
  const values = columns.map(curve =>
    curve[`validation${measure}`].map(({ value }) => (measure === 'Loss' ? value : 100 * value)),
  );
  const all = values.flat().filter(Number.isFinite);
  const range = { low: Math.min(...all), high: Math.max(...all), isLogarithmic: measure === 'Loss' };
  const last = Math.max(...columns.map(({ epochs }) => epochs.at(-1)!));
  const best = columns.map(({ epochs }, column) => ({
    column,
    epoch: epochs[values[column]!.indexOf(Math.min(...values[column]!))]!,
  }));
  const learned = columns.flatMap(({ epochs, trainError }, column) => {
    const at = trainError.findIndex(({ value }) => value <= INTERPOLATES_BELOW);
    return at === -1 ? [] : [{ column, epoch: epochs[at]! }];
  });
  const word = passWordOf(setting);
  const text = measure === 'Loss' ? natsText : (value: number) => `${percentNumber(1)(value / 100)}%`;
  const what = `validation ${measure.toLowerCase()}`;
  const ends = [best[0]!, best.at(-1)!].map(
    ({ column, epoch }) => `${epoch} at ${sizeText(setting, columns[column]!.size)}`,
  );
  const figure = chart({
    name: `descent-map-${measure.toLowerCase()}-${names.slugOf(setting)}`,
    alt: `Map of the ${what} by size and ${word}, ${names.textOf(setting)}: from ${text(range.low)} to ${text(range.high)}. The best ${word} goes from ${ends.join(' to ')}.`,
    width: WIDTH,
    height: TOP + HEIGHT + 40,
    marginTop: TOP,
    marginBottom: 40,
    marginLeft: LEFT,
    marginRight: RIGHT,
    x: { domain: [-0.5, columns.length - 0.5], axis: null },
    y: { type: 'log', domain: [1, last], axis: null },
    marks: [
      Plot.image([0], {
        frameAnchor: 'middle',
        src: () => mapUrl(columns, values, range, last),
        width: WIDTH - LEFT - RIGHT,
        height: HEIGHT,
        preserveAspectRatio: 'none',
        imageRendering: 'optimizeSpeed',
      }),
      Plot.axisY(decades(1, last), { tickSize: 3, label: null, text: String }),
      Plot.axisX(readableColumns(columns.length), {
        tickSize: 0,
        tickFormat: column => String(columns[column]!.size),
        label: `${setting.model === 'cnn' ? 'width k' : 'leaves'}, a column each that was measured`,
        labelAnchor: 'center',
        labelArrow: 'none',
      }),
      head(`${word} (logarithmic)`, { dx: -LEFT + 2, row: 0, anchor: 'start' }),
      head(`best ${word}`, { dx: -LEFT + 16, row: 1, anchor: 'start' }),
      Plot.dot([0], { ...keyPlace, dx: -LEFT + 7, r: 2.8, fill: ON_MAP.light, stroke: ON_MAP.dark }),
      ...(learned.length > 0 ? learnedKey : []),
      ...stepMarks(learned),
      Plot.dot(best, {
        x: 'column',
        y: 'epoch',
        r: 2.8,
        fill: ON_MAP.light,
        stroke: ON_MAP.dark,
        strokeWidth: 1,
      }),
      ...rampMarks(what, text(range.low), text(range.high)),
    ],
  });
  // Programs other than browsers know only the older name.
  const sharp = ' image-rendering="optimizeSpeed"';
  return { ...figure, svg: figure.svg.replace(sharp, `${sharp} style="image-rendering:pixelated"`) };
}

/** A straight line, for a key. */
const STROKE: Plot.VectorShapeImplementation = {
  draw(context, length) {
    context.moveTo(0, 0);
    context.lineTo(0, -length);
  },
};

const keyPlace = { frameAnchor: 'top-left', dy: -TOP + 30 } as const;

interface Head {
  readonly dx: number;
  readonly row: 0 | 1;
  readonly anchor: 'start' | 'end';
}

/** Words above the frame. */
function head(text: string, { dx, row, anchor }: Head): Plot.Markish {
  return Plot.text([text], {
    frameAnchor: anchor === 'start' ? 'top-left' : 'top-right',
    textAnchor: anchor,
    lineAnchor: 'middle',
    dx,
    dy: -TOP + 10 + 20 * row,
    text: d => d,
  });
}

const learnedKey: readonly Plot.Markish[] = [
  ...[
    { color: ON_MAP.dark, width: 4 },
    { color: ON_MAP.light, width: 2 },
  ].map(({ color, width }) =>
    Plot.vector([0], {
      ...keyPlace,
      dx: -LEFT + 96,
      rotate: 90,
      length: 16,
      anchor: 'middle',
      shape: STROKE,
      stroke: color,
      strokeWidth: width,
    }),
  ),
  head('train error 0.1%', { dx: -LEFT + 110, row: 1, anchor: 'start' }),
];

/** A line along the tops of columns where drawings are just learned by heart: light with a dark edge. */
function stepMarks(learned: readonly { column: number; epoch: number }[]): Plot.Markish[] {
  const steps = learned.flatMap(({ column, epoch }, at) => {
    const hasGap = at > 0 && learned[at - 1]!.column !== column - 1;
    const gap = hasGap ? [{ x: column, y: Number.NaN }] : [];
    return [...gap, { x: column - 0.5, y: epoch }, { x: column + 0.5, y: epoch }];
  });
  return [
    { color: ON_MAP.dark, width: 4 },
    { color: ON_MAP.light, width: 2 },
  ].map(({ color, width }) =>
    Plot.line(steps, { x: 'x', y: 'y', stroke: color, strokeWidth: width, strokeLinejoin: 'round' }),
  );
}

function rampMarks(what: string, low: string, high: string): Plot.Markish[] {
  const letters = 6.9;
  return [
    head(what, { dx: 0, row: 0, anchor: 'end' }),
    head(high, { dx: 0, row: 1, anchor: 'end' }),
    Plot.image([0], {
      frameAnchor: 'top-right',
      src: () => heatRamp(),
      width: RAMP.width,
      height: RAMP.height,
      dx: -high.length * letters - RAMP.width / 2 - 4,
      dy: -TOP + 30,
      preserveAspectRatio: 'none',
    }),
    head(low, { dx: -high.length * letters - RAMP.width - 8, row: 1, anchor: 'end' }),
  ];
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
}

/** A pixel a size and row, the last epoch above. */
function mapUrl(
  columns: readonly EpochWiseCurve[],
  values: readonly (readonly number[])[],
  { low, high, isLogarithmic }: Range,
  last: number,
): string {
  const share = (value: number) =>
    isLogarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  const width = columns.length;
  const data = new Uint8Array(width * ROWS * 3).fill(128);
  columns.forEach(({ epochs }, column) => {
    for (let row = 0; row < ROWS; row++) {
      const epoch = last ** (1 - (row + 0.5) / ROWS);
      const value = values[column]![nearest(epochs, epoch)]!;
      if (Number.isFinite(value)) data.set(heatColor(share(value) || 0), (row * width + column) * 3);
    }
  });
  return pngUrl({ width, height: ROWS, channels: 3, data });
}

/** Where in a rising list the number is that is nearest. */
function nearest(epochs: readonly number[], epoch: number): number {
  const above = epochs.findIndex(each => each >= epoch);
  if (above === -1) return epochs.length - 1;
  return above > 0 && epoch - epochs[above - 1]! < epochs[above]! - epoch ? above - 1 : above;
}

/** Columns whose names fit beside each other, the first always. */
function readableColumns(count: number): number[] {
  const step = Math.ceil((TICK * count) / (WIDTH - LEFT - RIGHT - 2 * INSET));
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => at * step);
}
