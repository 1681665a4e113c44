import { basename } from 'node:path';
import type { ListedRun, RunRecord } from '../train/index.ts';
import { formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { modelText } from './run-words.ts';
import { shellWord, shownPath } from './shown-path.ts';
import { formatTable } from './table.ts';

/** Tells which runs a folder holds, the newest first. */
export function tellRuns(listed: readonly ListedRun[], folder: string, output: Output): void {
  const sound = listed.flatMap(run => ('record' in run ? [run] : [])).sort(newestFirst);
  const damaged = listed.flatMap(run => ('problem' in run ? [run] : []));
  if (sound.length > 0) printTable(sound, output);
  output.print(totalText(sound.length, damaged.length, folder));
  const interrupted = sound.find(({ record }) => record.state === 'interrupted');
  if (interrupted)
    output.print(
      `Go on with an interrupted one: \`qdl train --resume ${shellWord(shownPath(interrupted.path))}\``,
    );
  for (const { path, record } of sound)
    output.record({
      type: 'run',
      run: path,
      name: record.name,
      state: record.state,
      model: record.config.model,
      categories: record.categories.length,
      accuracy: record.results?.test?.accuracy ?? null,
      epochs: record.results?.epochs ?? null,
      parameters: record.parameters,
      startedAt: record.startedAt,
      endedAt: record.endedAt,
      failure: record.failure,
    });
  for (const { path, problem } of damaged) {
    output.warn(problem);
    output.record({ type: 'damaged', run: path, problem });
  }
  output.record({ type: 'summary', folder, runs: sound.length, damaged: damaged.length });
}

function totalText(sound: number, damaged: number, folder: string): string {
  if (sound + damaged === 0) return `There is no run in ${folder}; \`qdl train\` makes one.`;
  return `\n${formatPlural(sound, 'run')} in ${folder}${damaged > 0 ? `, ${damaged} damaged` : ''}`;
}

function printTable(runs: readonly { path: string; record: RunRecord }[], output: Output): void {
  const right = { align: 'right' as const };
  const columns = [
    { title: 'name' },
    { title: 'accuracy', ...right },
    { title: 'state' },
    { title: 'model', optional: true },
    { title: 'categories', ...right, optional: true },
    { title: 'epochs', ...right, optional: true },
    { title: 'when', optional: true },
  ];
  const rows = runs.map(({ path, record }) => [
    basename(path),
    record.results?.test ? formatPercent(record.results.test.accuracy) : '',
    record.state,
    modelText(record),
    formatCount(record.categories.length),
    record.results ? formatCount(record.results.epochs) : '',
    localTime(record.startedAt),
  ]);
  output.print(formatTable(columns, rows, { width: output.width, styleTitle: output.colors.bold }));
}

/** `2025-11-24 09:30`, where the user is. */
function localTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function newestFirst(a: { record: RunRecord }, b: { record: RunRecord }): number {
  return Date.parse(b.record.startedAt) - Date.parse(a.record.startedAt);
}
