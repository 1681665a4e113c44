import type { DownloadedFile, PlannedFile } from '../data/node/index.ts';
import { DataError } from '../errors.ts';
import { formatBytes, formatDuration, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { formatTable } from './table.ts';

const CREDIT = 'The drawings are "The Quick, Draw! Dataset" by Google, CC BY 4.0.';

/**
 * Tells what a download would do.
 * @throws DataError when some file cannot be had.
 */
export function tellPlan(files: readonly PlannedFile[], output: Output): void {
  const { colors, width } = output;
  const rows = files.map(file => [file.category, sizeText(file.size), actionText(file)]);
  const columns = [{ title: 'category' }, { title: 'size', align: 'right' as const }, { title: 'to do' }];
  output.print(formatTable(columns, rows, { width, styleTitle: colors.bold }));
  for (const { category, url, path, action, size, bytesHere, error } of files)
    output.record({
      type: 'file',
      category,
      url,
      path,
      action,
      bytes: size,
      bytesHere,
      error: error?.message,
    });

  for (const trouble of new Set(files.flatMap(({ trouble }) => trouble ?? [])))
    output.warn(`Not all sizes are known: ${trouble}.`);

  const wanted = files.filter(({ action }) => action === 'fetch' || action === 'resume');
  const bytes = wanted.reduce((sum, { size, bytesHere }) => sum + Math.max(0, (size ?? 0) - bytesHere), 0);
  const unknown = wanted.filter(({ size }) => size === undefined).length;
  const sizes = [
    ...(bytes > 0 || unknown === 0 ? [formatBytes(bytes)] : []),
    ...(unknown > 0 ? [`${unknown} of unknown size`] : []),
  ];
  output.print(`\n${formatPlural(wanted.length, 'file')} to download: ${sizes.join(', ')}.`);
  output.record({ type: 'summary', files: wanted.length, bytes, unknown });
  failIfAny(files, 'cannot be had');
}

/**
 * Tells how a download went.
 * @throws DataError when some file failed.
 */
export function tellDownload(
  files: readonly DownloadedFile[],
  directory: string,
  milliseconds: number,
  output: Output,
): void {
  const downloaded = files.filter(({ state }) => state === 'downloaded');
  const present = files.filter(({ state }) => state === 'present').length;
  const failed = files.filter(({ state }) => state === 'failed').length;
  const bytes = downloaded.reduce((sum, file) => sum + file.bytes, 0);
  const parts = [
    `${formatPlural(downloaded.length, 'file')} downloaded to ${directory} (${formatBytes(bytes)} in ${formatDuration(milliseconds)})`,
    ...(present > 0 ? [`${present} already there`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  output.print(`${parts.join(', ')}.`);
  if (downloaded.length > 0) output.print(CREDIT);
  output.record({
    type: 'summary',
    directory,
    downloaded: downloaded.length,
    present,
    failed,
    bytes,
    seconds: milliseconds / 1000,
  });
  failIfAny(files, 'failed');
}

function failIfAny(files: readonly { category: string; error?: DataError }[], fault: string): void {
  const failed = files.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return;
  const names = failed.map(({ category }) => category).join(', ');
  throw new DataError(`${failed.length} of ${formatPlural(files.length, 'file')} ${fault}: ${names}.`);
}

function sizeText(size: number | undefined): string {
  return size === undefined ? '?' : formatBytes(size);
}

function actionText({ action, size, bytesHere, error }: PlannedFile): string {
  if (action === 'fetch') return 'download';
  if (action === 'present') return 'nothing: it is there';
  if (action === 'refused') return error!.message;
  return size === undefined ? 'go on' : `go on at ${formatPercent(bytesHere / size)}`;
}
