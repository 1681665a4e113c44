import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The processes run what `npm run build` made of src/.
const built = join(import.meta.dirname, '../../dist/studies/index.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-process-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const grid = { counts: [2, 3], widths: [2, 3], draws: 2, perCategory: 60, epochs: 12, patience: 0 };

let programs = 0;

/** Conducts a study, or goes on with it, in a process of its own. */
function startProcess(out: string, isNew: boolean): ChildProcess {
  const call = isNew
    ? `conductStudy(categoriesStudy, ${JSON.stringify(grid)}, { out: ${JSON.stringify(out)}, threads: 2 })`
    : `resumeStudy(categoriesStudy, ${JSON.stringify(out)}, {}, { threads: 2 })`;
  const program = `
    import { categoriesStudy, conductStudy, resumeStudy } from ${JSON.stringify(pathToFileURL(built).href)};
    try { await ${call}; } catch (error) { process.stderr.write(error.message); process.exitCode = 1; }`;
  // In a file: threads cannot be started with the flags that a program on the command line needs.
  const path = `${out}-${programs++}.mjs`;
  writeFileSync(path, program);
  return spawn(process.execPath, [path], { stdio: ['ignore', 'ignore', 'pipe'] });
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>(resolve => child.once('close', code => resolve(code)));
const table = (out: string) => readFileSync(join(out, 'results.csv'), 'utf8');
const cellsOf = (out: string) =>
  existsSync(join(out, 'cells'))
    ? readdirSync(join(out, 'cells')).filter(name => name.endsWith('.json'))
    : [];

describe.skipIf(!existsSync(built))('a study in a process of its own', () => {
  it('loses only cells under way to kill -9, and comes to the same table', { timeout: 60_000 }, async () => {
    const straight = join(folder, 'straight');
    expect(await ended(startProcess(straight, true))).toBe(0);
    const out = join(folder, 'killed');
    let kept = 0;
    for (let kills = 0; kills < 3; kills++) {
      const child = startProcess(out, kills === 0);
      const end = ended(child);
      while (child.exitCode === null && cellsOf(out).length < kept + 2) await sleep(3);
      await sleep(kills * 11);
      child.kill('SIGKILL');
      await end;
      expect(cellsOf(out).length).toBeGreaterThanOrEqual(kept + 2);
      kept = cellsOf(out).length;
    }
    expect(await ended(startProcess(out, false))).toBe(0);
    expect(table(out)).toBe(table(straight));
    expect(readdirSync(out).sort()).toEqual(['cells', 'results.csv', 'study.json']);
  });

  it('lets no second process in', { timeout: 60_000 }, async () => {
    const out = join(folder, 'shared');
    const first = startProcess(out, true);
    const end = ended(first);
    while (first.exitCode === null && cellsOf(out).length === 0) await sleep(3);
    const second = startProcess(out, false);
    let told = '';
    second.stderr!.on('data', text => {
      told += text;
    });
    expect(await ended(second)).toBe(1);
    expect(told).toMatch(new RegExp(`in use by process ${first.pid} `));
    first.kill('SIGKILL');
    await end;
  });
});
