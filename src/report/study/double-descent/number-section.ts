import type { DescentFindings, DescentMeasure, ModelWiseCurve, SizePoint } from '../../../studies/index.ts';
import { html } from '../../html.ts';
import { type Section, tableOf } from '../../sections/parts.ts';
import type { Column, Columns } from '../../table-rows.ts';
import { countText } from '../../words.ts';
import { estimateText, natsText, percentNumber } from './number-texts.ts';
import { passWordOf, type SettingNames } from './setting-names.ts';
import { withPenalty } from './study-findings.ts';

/** Every measure by size, a table a setting. */
export function numberSection({ modelWise }: DescentFindings, names: SettingNames): Section | undefined {
  if (modelWise.length === 0) return undefined;
  const isSingle = modelWise.length === 1;
  const tables = modelWise.map((curve, at) => {
    const table = tableOf({
      id: `numbers-${at + 1}`,
      caption: `${names.titleOf(curve.setting)}: means over seeds ± half of the 95% interval.`,
      columns: columnsOf(curve),
      rows: curve.points,
      isTall: curve.points.length > 20,
    });
    return isSingle
      ? table
      : html`<details><summary>${names.titleOf(curve.setting)}</summary>${table}</details>`;
  });
  return {
    id: 'numbers',
    short: 'Numbers',
    title: 'The numbers',
    body: html`<p>Losses are cross entropies in nats without the penalty, which is apart; errors in percent. Train is measured on the labels as trained on; noisy test is what is to be expected on test labels as noisy as those; all other test numbers are on labels that were never changed. Early stopping: the weights of the epoch with the lowest validation loss.</p>
${tables}`,
  };
}

const texts = {
  loss: natsText,
  error: percentNumber(1),
  trainError: percentNumber(2),
  pass: (value: number) => value.toFixed(value < 99.95 ? 1 : 0),
} as const;

const MEASURES: readonly (readonly [DescentMeasure, string, keyof typeof texts])[] = [
  ['trainLoss', 'Train loss', 'loss'],
  ['penalty', 'Penalty', 'loss'],
  ['trainError', 'Train error (%)', 'trainError'],
  ['testLoss', 'Test loss', 'loss'],
  ['testError', 'Test error (%)', 'error'],
  ['noisyTestLoss', 'Noisy test loss', 'loss'],
  ['noisyTestError', 'Noisy test error (%)', 'error'],
  ['bestTestLoss', 'Early stopping: loss', 'loss'],
  ['bestTestError', 'Early stopping: error (%)', 'error'],
  ['bestEpochByLoss', 'Best PASS by loss', 'pass'],
  ['bestEpochByAccuracy', 'Best PASS by accuracy', 'pass'],
];

/** Of what was measured of the setting at all. */
function columnsOf({ setting, points }: ModelWiseCurve): Columns<SizePoint> {
  const word = passWordOf(setting);
  const isMeasured = (name: DescentMeasure) => points.some(({ measures }) => measures[name] !== undefined);
  const runs = ({ measures }: SizePoint) =>
    Math.max(0, ...Object.values(measures).map(one => one?.runs ?? 0));
  return [
    {
      title: setting.model === 'cnn' ? 'k' : 'Leaves',
      value: ({ size }) => size,
      text: ({ size }) => countText(size),
      isHeader: true,
    },
    {
      title: 'Parameters',
      align: 'right',
      value: ({ parameters }) => parameters,
      text: ({ parameters }) => countText(parameters),
    },
    { title: 'Seeds', align: 'right', value: runs, text: point => countText(runs(point)) },
    ...MEASURES.filter(([name]) => isMeasured(name)).flatMap(([name, title, kind]): Column<SizePoint>[] => [
      {
        title: title.replace('PASS', word),
        align: 'right',
        value: ({ measures }) => measures[name]?.value ?? -1,
        text: ({ measures }) => estimateText(measures[name], texts[kind]),
      },
      ...(name === 'penalty' ? [withPenaltyColumn] : []),
    ]),
  ];
}

const withPenaltyColumn: Column<SizePoint> = {
  title: 'Train loss with penalty',
  align: 'right',
  value: point => withPenalty([point])[0]?.value ?? -1,
  // A mean alone: the interval of a sum does not follow from those of its parts.
  text: point => withPenalty([point]).map(({ value }) => natsText(value))[0] ?? '–',
};
