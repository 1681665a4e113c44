import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { captureIo } from './captured-io.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-experiment-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function qdl(...argv: string[]) {
  const io = captureIo();
  return { code: await main(argv, io), out: io.out(), err: io.err() };
}

/** Runs what `npm run build` made of src/: threads of their own cannot run src/ itself. */
function inProcess(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, [join(root, 'bin/qdl.js'), ...argv], { cwd: folder }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

const small = [
  '--models',
  'cnn',
  '--counts',
  '2,3',
  '--widths',
  '1',
  '--per-category',
  '40',
  '--epochs',
  '1',
];

describe.skipIf(!existsSync(join(root, 'dist/cli/process.js')))('qdl experiment', () => {
  it('tells a table, then goes on with a larger grid', { timeout: 60_000 }, async () => {
    const first = await inProcess('experiment', 'categories', ...small, '--out', 'study');
    expect(first.code).toBe(0);
    expect(first.err).toContain('cnn width 1, 3 categories, draw 1: test accuracy');
    expect(first.out).toMatch(
      /^model +width +categories .*\ncnn +1 +2 .*%.*\ncnn +1 +3 .*%.*\n\nStudy +study\nPage +study.report\.html\n$/,
    );

    const more = ['--resume', 'study', '--widths', '1,2', '--json'];
    const second = await inProcess('experiment', 'categories', ...more);
    const lines = second.out.trimEnd().split('\n');
    const records = lines.map(line => JSON.parse(line));
    expect(records.map(({ type }) => type)).toEqual(['cell', 'cell', 'summary']);
    expect(records[2]).toMatchObject({ study: join(folder, 'study'), cells: 4, failed: 0 });
    expect(records[2].rows).toHaveLength(4);
    expect(records[2].rows[3]).toMatchObject({ model: 'cnn', width: 2, categories: 3, draws: 1 });
    expect(second.err).toContain('widths was [1] and is [1,2] now');
    expect(second.err).toContain('4 runs, 2 of them done already');
    expect(readFileSync(join(folder, 'study/results.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(5);
  });
});

describe('qdl experiment, refused', () => {
  it.each([
    [['categories', '--models', 'lstm'], "no model 'lstm'"],
    [['baselines', '--models', 'lstm'], "no model 'lstm' among the baselines"],
    [['categories', '--counts', '1'], 'counts.0'],
    [['categories', '--counts', '300'], '16 have so many'],
    [['baselines', '--categories', '300'], '300 categories were asked for; there are 16'],
    [['categories', '--resume', 'nowhere'], "There is no study 'nowhere'"],
    [['categories', '--resume', 'nowhere', '--out', 'x'], '--out cannot be given with --resume'],
    [['double-decent'], 'double-decent'],
  ])('%j', async (argv, message) => {
    const { code, err } = await qdl('experiment', ...argv);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
});
