import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listRuns, readMetrics, readRecord, resume, train } from '../../src/train/index.ts';

const built = join(import.meta.dirname, '../../dist/train/index.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-kill-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = {
  categories: ['rainbow', 'sock', 'cat', 'dog'],
  perCategory: 200,
  width: 4,
  epochs: 40,
  patience: 0,
  threads: 1,
};

/** Trains, or goes on, in a process of its own. */
function startProcess(out: string, isNew: boolean): ChildProcess {
  const call = isNew
    ? `train(${JSON.stringify(options)}, { out: ${JSON.stringify(out)} })`
    : `resume(${JSON.stringify(out)})`;
  const program = `
    import { resume, train } from ${JSON.stringify(pathToFileURL(built).href)};
    try { await ${call}; } catch (error) { process.stderr.write(error.message); process.exitCode = 1; }`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

const ended = (child: ChildProcess) =>
  new Promise<number | null>(resolve => child.once('close', code => resolve(code)));

function epochsOf(out: string): number {
  const path = join(out, 'metrics.jsonl');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

// The processes run what `npm run build` made of src/.
describe.skipIf(!existsSync(built))('kill -9', () => {
  it('loses at most the epoch under way, however often it strikes', { timeout: 300_000 }, async () => {
    const straight = await train(options, { out: join(folder, 'straight') });
    const out = join(folder, 'killed');
    let epochs = 0;
    for (let kills = 0; kills < 4; kills++) {
      const child = startProcess(out, kills === 0);
      const end = ended(child);
      while (child.exitCode === null && epochsOf(out) < epochs + 2) await sleep(3);
      // Anywhere in the next epoch, or while files are written.
      await sleep(kills * 7);
      child.kill('SIGKILL');
      await end;
      expect((await readRecord(out)).state).toBe('running');
      const listed = (await listRuns(folder)).find(({ path }) => path === out);
      expect(listed).toMatchObject({ record: { state: 'interrupted' } });
      expect(epochsOf(out)).toBeGreaterThanOrEqual(epochs + 2);
      epochs += 2;
    }
    const resumed = await resume(out);
    expect(resumed.results).toEqual({ ...straight.results, seconds: resumed.results.seconds });
    const curve = async (directory: string) =>
      (await readMetrics(directory)).map(({ train, validation }) => ({ train, validation }));
    expect(await curve(out)).toEqual(await curve(straight.directory));
    const predictions = (directory: string) => readFileSync(join(directory, 'predictions.npz'));
    expect(predictions(out).equals(predictions(straight.directory))).toBe(true);
  });

  it('lets no second process into a run', { timeout: 60_000 }, async () => {
    const out = join(folder, 'shared');
    const first = startProcess(out, true);
    const end = ended(first);
    while (first.exitCode === null && epochsOf(out) < 1) await sleep(3);
    await expect(resume(out)).rejects.toThrow(new RegExp(`in use by process ${first.pid} `));
    await expect(train(options, { out })).rejects.toThrow(/in use by process/);
    expect(await end).toBe(0);
    expect((await readRecord(out)).state).toBe('finished');
  });
});
