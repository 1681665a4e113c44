import type { DescentFindings, EpochWiseCurve } from '../../../studies/index.ts';
import { groupBy } from '../../../studies/index.ts';
import { type Html, html } from '../../html.ts';
import { type Figures, figureOf, type Section, tableOf } from '../../sections/parts.ts';
import type { Columns } from '../../table-rows.ts';
import { countText, pluralText } from '../../words.ts';
import { estimateText, natsText, percentNumber } from './number-texts.ts';
import { passWordOf, type SettingNames, sizeText } from './setting-names.ts';

/** Curves of one setting, smaller models first. */
export function epochGroups(curves: readonly EpochWiseCurve[], model: 'cnn' | 'gbdt'): EpochWiseCurve[][] {
  const ofModel = curves.filter(({ setting, epochs }) => setting.model === model && epochs.length > 0);
  return groupBy(ofModel, ({ setting }) => JSON.stringify(setting)).map(group =>
    [...group].sort((a, b) => a.size - b.size),
  );
}

/** Width and epoch together, as maps. */
export function mapSection(
  { epochWise }: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const parts = epochGroups(epochWise, 'cnn').flatMap(group => {
    const slug = names.slugOf(group[0]!.setting);
    const shown = ['loss', 'error'].map(measure => figureOf(figures, `descent-map-${measure}-${slug}`));
    return shown.some(({ text }) => text !== '')
      ? [
          html`<h3>${names.titleOf(group[0]!.setting)}</h3>
<div class="figures">${shown}</div>`,
        ]
      : [];
  });
  if (parts.length === 0) return undefined;
  return {
    id: 'maps',
    short: 'Maps',
    title: 'Width and epochs together',
    body: html`<p>Validation loss and error, means over seeds: a column for each width, the first epoch below, the last above. Dots are the best epoch of each width; along the white line the train error first is 0.1% or less. Train is measured as the epoch goes, before each step. The loss has logarithmic colors, the error even ones.</p>
${parts}`,
  };
}

/** A few widths as they are trained longer. */
export function epochSection(
  { epochWise }: DescentFindings,
  names: SettingNames,
  figures: Figures,
): Section | undefined {
  const groups = epochGroups(epochWise, 'cnn');
  if (groups.length === 0) return undefined;
  return {
    id: 'epochs',
    short: 'Epochs',
    title: 'Epoch by epoch',
    body: html`<p>A few widths: the smallest, around the peak or the threshold, and the widest. Where the verdict sees a peak over epochs a ring is on it, and a triangle in the second valley.</p>
${groups.map(group => epochPart(group, names, figures))}
${descentsTable(groups.flat(), names, 'epochs')}`,
  };
}

/** The figures of one setting by epoch or round. */
export function epochPart(group: readonly EpochWiseCurve[], names: SettingNames, figures: Figures): Html {
  const { setting } = group[0]!;
  const [slug, word] = [names.slugOf(setting), passWordOf(setting)];
  return html`<h3>${names.titleOf(setting)}</h3>
<div class="figures">${['loss', 'error'].map(measure => figureOf(figures, `descent-${word}s-${measure}-${slug}`))}</div>
`;
}

interface Row {
  readonly curve: EpochWiseCurve;
  readonly measure: 'loss' | 'error';
}

/** Where the verdict sees something; all others are counted. */
export function descentsTable(curves: readonly EpochWiseCurve[], names: SettingNames, id: string): Html {
  const all = curves.flatMap((curve): Row[] => [
    { curve, measure: 'loss' },
    { curve, measure: 'error' },
  ]);
  const rows = all.filter(row => verdictOf(row).peak !== 'none');
  const word = curves[0] === undefined ? 'epoch' : passWordOf(curves[0].setting);
  const rest = `${pluralText(all.length, 'curve')} of validation loss and error by ${word}`;
  if (rows.length === 0) return html`<p>Of ${rest}, none has a peak or a plateau beyond its interval.</p>`;
  const caption = `Peaks and plateaus over ${word}s: ${countText(rows.length)} of ${rest}. Rise and fall of losses in nats, of errors in points.`;
  return tableOf({ id, caption, columns: columnsWith(names, word), rows, isTall: rows.length > 20 });
}

function verdictOf({ curve, measure }: Row) {
  return measure === 'loss' ? curve.verdicts.validationLoss : curve.verdicts.validationError;
}

function columnsWith(names: SettingNames, word: string): Columns<Row> {
  const change = (of: 'rise' | 'fall') => ({
    align: 'right' as const,
    value: (row: Row) => verdictOf(row)[of]?.value ?? 0,
    text: (row: Row) =>
      estimateText(verdictOf(row)[of], row.measure === 'loss' ? natsText : percentNumber(1)),
  });
  return [
    {
      title: 'Setting',
      value: ({ curve }) => names.textOf(curve.setting),
      text: ({ curve }) => names.textOf(curve.setting),
      isHeader: true,
    },
    {
      title: 'Size',
      align: 'right',
      value: ({ curve }) => curve.size,
      text: ({ curve }) => sizeText(curve.setting, curve.size),
    },
    { title: 'Validation', value: ({ measure }) => measure, text: ({ measure }) => measure },
    { title: 'Verdict', value: row => verdictOf(row).peak, text: row => verdictOf(row).peak },
    {
      title: `At ${word}`,
      align: 'right',
      value: row => verdictOf(row).at ?? 0,
      text: row => {
        const { at } = verdictOf(row);
        return at === null ? '–' : countText(at);
      },
    },
    { title: 'Rise', ...change('rise') },
    { title: 'Fall', ...change('fall') },
  ];
}
