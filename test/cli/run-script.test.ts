// scripts/run.mjs, which `npm start` runs, in a made-up clone.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url));

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'qdl a clone '));
  for (const folder of ['src', 'kernels', 'scripts', 'bin', 'dist', 'node_modules'])
    mkdirSync(join(clone, folder));
  write('package.json', '{ "type": "module" }');
  write('node_modules/.package-lock.json', '{}');
  write('src/main.ts', '');
  write('scripts/build.mjs', "console.log('built');");
  copyFileSync(script, join(clone, 'scripts', 'run.mjs'));
  write('dist/.tsbuildinfo', '{}');
  setBuiltAt(Date.now() / 1000 + 10);
});
afterEach(() => rmSync(clone, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(clone, path), text);
}

function setBuiltAt(seconds: number): void {
  utimesSync(join(clone, 'dist', '.tsbuildinfo'), seconds, seconds);
}

/** Starts a task in a group of processes of its own, as a terminal does. */
function start(words: string[]) {
  const child = spawn(process.execPath, [join(clone, 'scripts', 'run.mjs'), ...words], { detached: true });
  let written = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', text => {
      written += text;
    });
  const ended = new Promise<{ code: number | null; written: string }>(resolve =>
    child.on('close', code => resolve({ code, written })),
  );
  return { pid: child.pid!, ended, written: () => written };
}

describe('scripts/run.mjs', () => {
  it('hands words on, and ends as the command does', async () => {
    write('bin/qdl.js', "console.log(process.argv.slice(2).join(' ')); process.exitCode = 3;");
    expect(await start(['start', '--epochs', '2']).ended).toEqual({ code: 3, written: 'train --epochs 2\n' });
    expect(await start(['strat']).ended).toMatchObject({ code: 2 });
  });

  it('builds what is out of date, once', async () => {
    write('bin/qdl.js', '');
    setBuiltAt(0);
    expect((await start(['start']).ended).written).toBe('Building …\nbuilt\n');
    expect((await start(['start']).ended).written).toBe('');
    write('scripts/build.mjs', 'process.exit(1);');
    setBuiltAt(0);
    expect(await start(['start']).ended).toEqual({ code: 1, written: 'Building …\n' });
  });

  it.skipIf(process.platform === 'win32')('waits at Ctrl-C until the command has ended cleanly', async () => {
    write(
      'bin/qdl.js',
      `import { writeFileSync } from 'node:fs';
      const wait = setTimeout(() => {}, 60_000);
      process.on('SIGINT', () => setTimeout(() => {
        writeFileSync(${JSON.stringify(join(clone, 'saved'))}, '');
        clearTimeout(wait);
        process.exitCode = 130;
      }, 200));
      console.log('training');`,
    );
    const { pid, ended, written } = start(['start']);
    while (!written().includes('training')) await new Promise(resolve => setTimeout(resolve, 20));
    process.kill(-pid, 'SIGINT');
    expect(await ended).toEqual({ code: 130, written: 'training\n' });
    expect(existsSync(join(clone, 'saved'))).toBe(true);
  });
});
