import * as Plot from '@observablehq/plot';
import { type EpochMetrics, passWord, type RunRecord } from '../../train/index.ts';
import { percentText, pluralText } from '../words.ts';
import { chart, grid } from './chart.ts';
import type { Figure } from './figure.ts';

type Measure = 'loss' | 'accuracy';

interface Point {
  readonly epoch: number;
  readonly value: number;
}

/** Loss and accuracy by epoch or round: train solid, validation dashed, the epoch whose weights are kept marked. */
export function learningCurves(
  epochs: readonly EpochMetrics[],
  { config, results }: Pick<RunRecord, 'config' | 'results'>,
): Figure[] {
  if (epochs.length === 0) return [];
  const shown = { epochs, best: results?.bestEpoch ?? 0, word: passWord(config) };
  return [curves(shown, 'loss'), curves(shown, 'accuracy')];
}

interface Shown {
  readonly epochs: readonly EpochMetrics[];
  readonly best: number;
  /** What a pass over the drawings is called. */
  readonly word: string;
}

function curves({ epochs, best, word }: Shown, measure: Measure): Figure {
  const scale = measure === 'accuracy' ? 100 : 1;
  const train = epochs.map(({ epoch, train }) => ({ epoch, value: scale * train[measure] }));
  const validation = epochs.flatMap(({ epoch, validation }) =>
    validation === null ? [] : [{ epoch, value: scale * validation[measure] }],
  );
  const last = epochs.at(-1)!.epoch;
  const chosen = validation.find(({ epoch }) => epoch === best);
  // Few epochs get a dot each, as a single one makes no line.
  const dots = epochs.length <= 30 ? 2.2 : 0;
  const ends = labelEnds(train.at(-1)!, validation.at(-1));
  return chart({
    name: `learning-${measure}`,
    alt: altOf(measure, train.at(-1)!, chosen, { best, word }),
    marginRight: 92,
    x: { label: word, domain: [1, Math.max(2, last)], ticks: Math.min(10, last), tickFormat: 'd' },
    y: {
      label: measure === 'accuracy' ? 'accuracy (%)' : 'loss (nats)',
      nice: true,
      zero: measure === 'loss',
    },
    marks: [
      Plot.gridY(grid),
      Plot.ruleX(chosen ? [best] : [], { stroke: 'var(--muted)', strokeDasharray: '2,3' }),
      Plot.text(chosen ? [best] : [], {
        x: d => d,
        frameAnchor: 'top',
        dy: -16,
        text: () => `best: ${best}`,
        fill: 'var(--muted)',
      }),
      Plot.lineY(train, { x: 'epoch', y: 'value', stroke: 'var(--orange)', strokeWidth: 2 }),
      Plot.lineY(validation, {
        x: 'epoch',
        y: 'value',
        stroke: 'var(--blue)',
        strokeWidth: 2,
        strokeDasharray: '6,4',
      }),
      Plot.dot(train, { x: 'epoch', y: 'value', r: dots, fill: 'var(--orange)' }),
      Plot.dot(validation, { x: 'epoch', y: 'value', r: dots, fill: 'var(--blue)' }),
      Plot.dot(chosen ? [chosen] : [], {
        x: 'epoch',
        y: 'value',
        r: 5,
        stroke: 'var(--blue)',
        strokeWidth: 2,
      }),
      ...ends.map(({ label, color, dy, ...point }) =>
        Plot.text([point], {
          x: 'epoch',
          y: 'value',
          text: () => label,
          textAnchor: 'start',
          dx: 9,
          dy,
          fill: color,
          fontWeight: 600,
        }),
      ),
    ],
  });
}

interface EndLabel extends Point {
  readonly label: string;
  readonly color: string;
  readonly dy: number;
}

/** The names of the curves at their ends, moved apart where these are close. */
function labelEnds(train: Point, validation: Point | undefined): EndLabel[] {
  const label = { ...train, label: 'train', color: 'var(--orange)', dy: 0 };
  if (validation === undefined) return [label];
  const apart = train.value > validation.value ? -7 : 7;
  return [
    { ...label, dy: apart },
    { ...validation, label: 'validation', color: 'var(--blue)', dy: -apart },
  ];
}

function altOf(
  measure: Measure,
  train: Point,
  chosen: Point | undefined,
  { best, word }: Pick<Shown, 'best' | 'word'>,
): string {
  const text = (value: number) => (measure === 'accuracy' ? percentText(value / 100) : value.toFixed(3));
  const ending = `After ${pluralText(train.epoch, word)} the training ${measure} is ${text(train.value)}`;
  if (chosen === undefined) return `Learning curve of the ${measure}. ${ending}.`;
  return `Learning curves of the ${measure}. ${ending}; in the best ${word}, ${best}, the validation ${measure} was ${text(chosen.value)}.`;
}
