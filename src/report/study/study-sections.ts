import type { MissingCell, SavedStudy, StudyOptions } from '../../studies/index.ts';
import { html } from '../html.ts';
import { listOf, type Section } from '../sections/parts.ts';
import { countText, pluralText } from '../words.ts';
import { studyCommand } from './study-command.ts';

/** Names that are told of missing runs. */
const MOST_NAMES = 30;

const STATES = {
  running: 'It is under way, or was killed',
  interrupted: 'It was interrupted',
  failed: 'Runs of it failed',
  finished: 'Results of it are missing',
} as const;

/** What a study lacks; undefined of a whole one. */
export function missingSection({ missing, record, damaged }: SavedStudy<StudyOptions>): Section | undefined {
  if (missing.length === 0) return undefined;
  const { cells, failure, kind, state } = record;
  const rest = missing.length - MOST_NAMES;
  const why = failure === null ? '' : ` (${failure})`;
  const lost =
    damaged.length > 0
      ? html`<p>${pluralText(damaged.length, 'result')} cannot be read: ${damaged.join(', ')}.</p>`
      : undefined;
  return {
    id: 'missing',
    short: 'Missing',
    title: 'What is missing',
    body: html`<p>${STATES[state]}${why}: of ${pluralText(cells.length, 'run')} ${countText(missing.length)} ${missing.length === 1 ? 'has' : 'have'} no result. The figures and numbers here are of what there is; means and intervals may change. <code>qdl experiment ${kind} --resume</code> with its folder goes on with it, and makes this page again.</p>
${lost}<ul>${missing.slice(0, MOST_NAMES).map(missingItem)}</ul>${rest > 0 ? html`<p>… and ${countText(rest)} more.</p>` : undefined}`,
  };
}

function missingItem({ name, failure }: MissingCell) {
  return html`<li>${name}${failure === null ? '' : `: failed: ${failure}`}</li>
`;
}

/** How a study was made, to make it again. */
export function studyConfiguration({ outcomes, record }: SavedStudy<StudyOptions>): Section {
  const { code, options, notes } = record;
  const machines = [...new Set(outcomes.map(({ result }) => result.timing.cpu))];
  const hours = outcomes.reduce((sum, { result }) => sum + result.timing.seconds, 0) / 3600;
  const draws = drawsOf(record.design);
  return {
    id: 'configuration',
    short: 'Configuration',
    title: 'How it was made',
    body: html`<p>A study with this command comes out the same, to the bit, on the same drawings.</p>
<pre tabindex="0" aria-label="Command"><code>${studyCommand(record)}</code></pre>
${notes.map(note => html`<p>${note}</p>`)}
${listOf([
  ['Data', typeof options.data === 'string' ? options.data : 'the starter pack'],
  ['Code', `quickdraw-lab ${code.version}`],
  ['Training', `${hours.toFixed(hours < 10 ? 2 : 0)} hours of single runs, added up`],
  ['Machine', machines.join('; ') || '–'],
  ['Began', record.startedAt],
  ['Ended', record.endedAt ?? '–'],
])}
<details><summary>All options</summary>${listOf(Object.entries(options).map(([key, value]) => [key, optionText(value)]))}</details>
${draws.length > 0 ? html`<details><summary>The categories of each draw</summary>${listOf(draws)}</details>` : undefined}`,
  };
}

function optionText(value: unknown): string {
  if (value === null) return '–';
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** The categories that were drawn, as both studies of classifiers keep them in their design. */
function drawsOf({ draws }: Readonly<Record<string, unknown>>): [string, string][] {
  if (!Array.isArray(draws)) return [];
  return draws.flatMap((entry: unknown): [string, string][] => {
    const { draw, categories } = entry as { draw?: unknown; categories?: unknown };
    return Array.isArray(categories) ? [[`Draw ${String(draw)}`, categories.join(', ')]] : [];
  });
}
