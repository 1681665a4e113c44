import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl descent-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs what `npm run build` made of src/: threads of their own cannot run src/ itself. */
function qdl(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise(resolve => {
    const args = [join(root, 'bin/qdl.js'), 'experiment', 'double-descent', ...argv];
    execFile(process.execPath, args, { cwd: folder }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

const small = ['--widths', '1..3', '--samples', '60', '--epochs', '3', '--seeds', '2', '--batch', '16'];

describe.skipIf(!existsSync(join(root, 'dist/cli/process.js')))('qdl experiment double-descent', () => {
  it('tells the cost, then a table, verdicts and a page', { timeout: 60_000 }, async () => {
    const { code, out, err } = await qdl(...small, '--label-noise', '0.2', '--out', 'study');
    expect(code).toBe(0);
    expect(err).toMatch(/Estimate: 6 runs to do, [\d.]+ MFLOP, about .* on this machine/);
    expect(err).toContain('width 3, 20% noise, seed 2: test accuracy');
    expect(out).toMatch(/^model +labels +drawings +size +train error +test loss +test error/);
    expect(out).toMatch(/\nadam 0\.001 +20% wrong +60 +3 /);
    expect(out).toContain('no regularization, adam 0.001, 20% wrong labels, 60 drawings, test loss: ');
    expect(out).toMatch(/\nStudy +study\nPage +study.report\.html\n$/);
    expect(readFileSync(join(folder, 'study', 'report.html'), 'utf8')).toContain('test loss');
    expect(readdirSync(join(folder, 'study', 'figures')).length).toBeGreaterThan(0);
  });

  it('has verdicts in its summary for machines', { timeout: 60_000 }, async () => {
    const { code, out } = await qdl('--resume', 'study', '--regularization', 'none,l2', '--json');
    expect(code).toBe(0);
    const records = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(records[0]).toMatchObject({ type: 'estimate', runs: 6, lanes: expect.any(Number) });
    const summary = records.at(-1);
    expect(summary).toMatchObject({ type: 'summary', study: join(folder, 'study'), failures: [] });
    expect(summary.rows).toHaveLength(6);
    expect(summary.verdicts).toHaveLength(4);
    for (const verdict of summary.verdicts) {
      expect(verdict).toMatchObject({
        labelNoise: 0.2,
        measure: expect.stringMatching(/^test(Loss|Error)$/),
      });
      expect(['peak', 'plateau', 'none']).toContain(verdict.peak);
      expect(verdict).toHaveProperty('width');
      expect(verdict).toHaveProperty('rise');
      expect(verdict).toHaveProperty('interval');
    }
  });

  it('refuses what it cannot mean, before anything is made', async () => {
    const refused = async (...argv: string[]) => {
      const { code, err } = await qdl(...argv, '--out', 'refused');
      expect(code, argv.join(' ')).toBe(2);
      expect(existsSync(join(folder, 'refused'))).toBe(false);
      return err;
    };
    expect(await refused('--widths', '0..3')).toContain('--widths');
    expect(await refused('--label-noise', '20%')).toContain('numbers from 0 to 0.9');
    expect(await refused('--regularization', 'dropout')).toContain('regularization');
    expect(await refused('--samples', '90000')).toContain('training drawings were asked for');
    expect(await refused('--preset', 'desktop')).toContain('laptop');
  });

  it('does not take a preset with --resume', async () => {
    const { code, err } = await qdl('--resume', 'study', '--preset', 'study');
    expect(code).toBe(2);
    expect(err).toContain('--preset cannot be given with --resume');
  });
});
