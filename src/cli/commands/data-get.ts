import { join } from 'node:path';
import type { DownloadFormat } from '../../data/node/index.ts';
import { UsageError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { DownloadView } from '../download-view.ts';
import { choice, flag, integer, list, text } from '../parameter.ts';
import { tellDownload, tellPlan } from '../tell-download.ts';

const FORMATS = ['bitmap', 'simplified', 'raw', 'binary', 'sketch-rnn'] as const satisfies DownloadFormat[];

export const dataGet = defineCommand({
  name: 'data get',
  summary: 'download drawings from the public bucket of Google',
  description:
    'Downloads the published files, one a category, into a folder. An interrupted download goes on where it stopped; ' +
    'files that are there already are left alone; sizes and hashes are checked where the server tells them.',
  arguments: {},
  options: {
    categories: list({ placeholder: 'a,b,…', description: 'the categories to download' }),
    all: flag('all 345 categories (39 GB as bitmaps)'),
    format: choice(FORMATS, {
      placeholder: 'FORMAT',
      description: `one of ${FORMATS.join(', ')}`,
      default: 'bitmap',
    }),
    dir: text({
      placeholder: 'DIR',
      description: 'folder for the files (default: quickdraw, for other formats than bitmap a folder in it)',
    }),
    concurrency: integer({ description: 'files at a time', min: 1, max: 64, default: 4 }),
    baseUrl: text({ placeholder: 'URL', description: 'a mirror of the bucket' }),
    dryRun: flag('only show what would be downloaded, and its size'),
  },
  examples: [
    { command: 'qdl data get --categories cat,dog,"alarm clock"', does: 'three categories, about 300 MB' },
    { command: 'qdl data get --all --dry-run', does: 'how large is everything?' },
    { command: 'qdl data get --categories cat --format simplified', does: 'strokes instead of bitmaps' },
  ],
  async run({ options, output, signal, clock }) {
    const { download, planDownload } = await import('../../data/node/index.ts');
    const { categories, all, format, dir, baseUrl, concurrency, dryRun } = options;
    const view = new DownloadView(output, clock);
    const task = {
      categories: await chosenCategories(categories, all),
      format,
      directory: dir ?? defaultFolder(format),
      concurrency,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      signal,
      onEvent: view.onEvent,
    };
    if (dryRun) return tellPlan(await planDownload(task), output);
    const start = clock();
    const files = await download(task).catch(error => {
      if (signal.aborted) output.message('What is here is kept; the same command goes on with it.');
      throw error;
    });
    tellDownload(files, task.directory, clock() - start, output);
  },
});

async function chosenCategories(
  names: readonly string[] | undefined,
  all: boolean,
): Promise<readonly string[]> {
  const { CATEGORIES, requireCategory } = await import('../../data/index.ts');
  if (names !== undefined && all) throw new UsageError('--categories and --all exclude each other.');
  if (all) return CATEGORIES;
  if (names !== undefined) return [...new Set(names.map(requireCategory))];
  throw new UsageError('It is not said what to download.', {
    hint: 'Name categories, --categories cat,dog, or take --all.',
  });
}
/** Folders named as the bucket's: `--data quickdraw` finds all formats, and takes bitmaps where there are several. */
function defaultFolder(format: DownloadFormat): string {
  if (format === 'bitmap') return 'quickdraw';
  return join('quickdraw', format === 'sketch-rnn' ? 'sketchrnn' : format);
}
