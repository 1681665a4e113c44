import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { captureIo } from '../cli/captured-io.ts';
import { makeRun } from './made-run.ts';

describe('qdl report, confusions and worst', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'qdl-report-cli-'));
    await makeRun(folder, {
      categories: ['cat', 'dog'],
      drawings: [
        [0, 0, 0.9],
        [0, 1, 0.8],
        [0, 1, 0.6],
        [1, 1, 0.7],
        [1, 0, 0.95],
      ],
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function qdl(words: string[], options: Parameters<typeof captureIo>[0] = {}) {
    const io = captureIo(options);
    const code = await main(words, io);
    const records = words.includes('--json')
      ? io
          .out()
          .trim()
          .split('\n')
          .map(line => JSON.parse(line))
      : [];
    return { code, out: io.out(), err: io.err(), records };
  }

  it('makes the report', async () => {
    const { code, records } = await qdl(['report', folder, '--json']);
    expect(code).toBe(0);
    expect(records).toEqual([
      expect.objectContaining({
        type: 'summary',
        run: 'made-run',
        page: join(folder, 'report.html'),
        notes: [],
      }),
    ]);
    expect((await qdl(['report', folder])).out).toMatch(/report\.html.* \(\d+ kB\), in .*figures beside it/s);
  });

  it('lists confusions', async () => {
    const { records } = await qdl(['confusions', folder, '--json']);
    expect(records).toMatchObject([
      { type: 'confusion', truth: 'cat', prediction: 'dog', count: 2, drawings: 3 },
      { type: 'confusion', truth: 'dog', prediction: 'cat', count: 1, drawings: 2 },
      { type: 'summary', run: 'made-run', symmetric: false, listed: 2, total: 2 },
    ]);
    const symmetric = await qdl(['confusions', folder, '--json', '--symmetric']);
    expect(symmetric.records[0]).toMatchObject({ count: 3, drawings: 5, share: 0.6 });
    const { out } = await qdl(['confusions', folder, '--least', '2']);
    expect(out).toContain('66.7%');
    expect(out).toContain('1 of 1 confused pair of made-run');
  });

  it('lists the worst drawings, and shows them where it can', async () => {
    const { records } = await qdl(['worst', folder, '--top', '2', '--json']);
    expect(records).toMatchObject([
      { type: 'drawing', category: 'dog', prediction: 'cat' },
      { type: 'drawing', category: 'cat', prediction: 'dog' },
      { type: 'summary', listed: 2, total: 5 },
    ]);
    expect(records[0].name).toMatch(/^[0-9a-f]{16}$/);
    expect(records[0].loss).toBeCloseTo(-Math.log(0.05), 5);
    expect(records[0]).not.toHaveProperty('bitmap');
    expect((await qdl(['worst', folder], { terminal: 80 })).out).toContain('▀');
    const cats = await qdl([
      'worst',
      folder,
      '--category',
      'cat',
      '--percentile',
      '100',
      '--top',
      '1',
      '--json',
    ]);
    expect(cats.records[0]).toMatchObject({ category: 'cat', prediction: 'cat' });
  });

  it('suggests a category', async () => {
    const { code, err } = await qdl(['worst', folder, '--category', 'dgo']);
    expect(code).toBe(2);
    expect(err).toContain(`Did you mean 'dog'?`);
  });
});
