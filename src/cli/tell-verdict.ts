import type { FolderVerdict } from '../data/node/index.ts';
import { DataError } from '../errors.ts';
import { formatCount, formatPlural } from './format.ts';
import type { Output } from './output.ts';

const MOST_PRINTED = 50;

/**
 * Tells what is broken and what is odd in a folder of drawings.
 * @throws DataError when something is broken.
 */
export function tellVerdict({ path, categories, ink, findings }: FolderVerdict, output: Output): void {
  const { colors } = output;
  const mark = { broken: colors.red('broken'), odd: colors.yellow('odd   ') };
  for (const { kind, where, what } of findings.slice(0, MOST_PRINTED))
    output.print(`${mark[kind]}  ${colors.bold(where)}: ${what}`);
  const more = findings.length - MOST_PRINTED;
  if (more > 0) output.print(`        and ${formatCount(more)} more; --json tells all`);
  for (const { kind, where, what } of findings) output.record({ type: 'finding', kind, where, what });

  const files = categories.reduce((sum, category) => sum + category.files.length, 0);
  const broken = findings.filter(({ kind }) => kind === 'broken').length;
  const odd = findings.length - broken;
  const verdict = findings.length === 0 ? 'all in order' : `${broken} broken, ${odd} odd`;
  output.print(
    `Read ${formatPlural(files, 'file')}, ${formatPlural(ink.count, 'drawing')} in ${path}: ${verdict}.`,
  );
  output.record({ type: 'summary', path, files, drawings: ink.count, broken, odd });
  if (broken === 0) return;
  throw new DataError(`${formatPlural(broken, 'thing is', 'things are')} broken in ${path}.`, {
    hint: 'Download such files again (`qdl data get`) or take them out of the folder.',
  });
}
