import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/engine/index.ts';

// The processes run what `npm run build` made of src/.
const root = join(import.meta.dirname, '../../..');
const KILLS = 20;

const grid = [
  ...['--widths', '1..4', '--regularization', 'none,batch', '--label-noise', '0,0.2', '--seeds', '2'],
  ...['--samples', '200', '--epochs', '60', '--batch', '32'],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-kill-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(...argv: string[]): ChildProcess {
  return spawn(process.execPath, [join(root, 'bin/qdl.js'), 'experiment', 'double-descent', ...argv], {
    cwd: folder,
    stdio: 'ignore',
  });
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
const done = (out: string) => {
  const cells = join(folder, out, 'cells');
  return existsSync(cells) ? readdirSync(cells).filter(name => name.endsWith('.json')).length : 0;
};

describe.skipIf(!existsSync(join(root, 'dist/cli/process.js')))('a killed study', () => {
  it(`comes to the same table after ${KILLS} kills at random moments`, { timeout: 600_000 }, async () => {
    expect(await ended(start(...grid, '--out', 'straight'))).toBe(0);
    const random = new RandomStream(1, 'sampling');
    const moments: number[] = [];
    let begun = false;
    for (let kill = 0; kill < KILLS; kill++) {
      const child = begun ? start('--resume', 'killed') : start(...grid, '--out', 'killed');
      const end = ended(child);
      const ms = 200 + random.below(9000);
      await sleep(ms);
      child.kill('SIGKILL');
      await end;
      begun ||= existsSync(join(folder, 'killed', 'study.json'));
      // A folder that holds nothing yet is not a study to go on with.
      if (!begun) rmSync(join(folder, 'killed'), { recursive: true, force: true });
      moments.push(done('killed'));
    }
    // Not all before the first cell, and not all after the last one.
    expect(moments.some(cells => cells > 0)).toBe(true);
    expect(new Set(moments).size).toBeGreaterThan(2);
    expect(await ended(start('--resume', 'killed'))).toBe(0);
    for (const file of ['results.csv'])
      expect(readFileSync(join(folder, 'killed', file), 'utf8')).toBe(
        readFileSync(join(folder, 'straight', file), 'utf8'),
      );
    const told = (out: string) => {
      const { rows, verdicts } = JSON.parse(readFileSync(join(folder, out, 'study.json'), 'utf8'));
      return { rows, verdicts };
    };
    expect(told('killed')).toEqual(told('straight'));
  });
});
