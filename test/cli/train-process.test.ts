// Training as a process of its own, as built, on threads: `npm test` builds before it tests.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../bin/qdl.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl train process '));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a command; `onText` sees all that it has written so far, and may stop it. */
function qdl(words: string[], onText: (text: string, stop: () => void) => void = () => {}) {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    env: { ...process.env, npm_command: 'exec' },
  });
  const written = { out: '', err: '' };
  const listen = (name: 'out' | 'err') => (text: Buffer) => {
    written[name] += text;
    onText(written.out + written.err, () => child.kill('SIGINT'));
  };
  child.stdout.on('data', listen('out'));
  child.stderr.on('data', listen('err'));
  return new Promise<{ code: number | null; out: string; err: string }>(resolve =>
    child.on('close', code => resolve({ code, ...written })),
  );
}

const small = ['--categories', 'cat,dog', '--per-category', '40', '--width', '2', '--threads', '2'];

describe('training as a process', () => {
  it('trains into runs, and the last run can be measured', async () => {
    const trained = await qdl(['train', ...small, '--epochs', '2', '--json']);
    expect(trained.code).toBe(0);
    const summary = JSON.parse(trained.out.trim().split('\n').at(-1)!);
    expect(summary).toMatchObject({ type: 'summary', epochs: 2, run: expect.stringContaining(folder) });
    const measured = await qdl(['evaluate', 'latest', '--json']);
    const { accuracy, top5, loss, drawings } = summary;
    expect(JSON.parse(measured.out)).toMatchObject({ type: 'summary', accuracy, top5, loss, drawings });
  }, 30_000);

  it('stops at Ctrl-C, says how to go on, and goes on', async () => {
    let isStopped = false;
    const endless = ['train', ...small, '--epochs', '100000', '--patience', '0', '--out', 'a run'];
    const stopped = await qdl(endless, (text, stop) => {
      if (!isStopped && text.includes('epoch 3/')) stop();
      isStopped ||= text.includes('epoch 3/');
    });
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(
      /Stopped after \d+ epochs; everything is saved\. Go on with:\n {2}npx qdl train --resume 'a run'/,
    );
    const again = await qdl(['train', '--resume', 'a run'], (text, stop) => {
      if (text.includes('going on after')) stop();
    });
    expect(again.err).toMatch(/going on after \d+ epochs/);
    expect(again.code).toBe(130);
  }, 30_000);
});
