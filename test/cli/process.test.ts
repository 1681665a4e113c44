// The command as a process of its own, as built: `npm test` builds before it tests.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkRequirements, currentHost } from '../../src/cli/requirements.ts';
import { startFileServer } from '../data/file-server.ts';

const program = fileURLToPath(new URL('../../bin/qdl.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-process-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(words: string[], nodeFlags: string[] = []) {
  const child = spawn(process.execPath, [...nodeFlags, program, ...words], { cwd: folder });
  return { child, ended: ended(child) };
}

/** What a process has written and its exit code, when it has ended. */
function ended(child: ChildProcessWithoutNullStreams) {
  const written = { out: '', err: '' };
  child.stdout.on('data', text => {
    written.out += text;
  });
  child.stderr.on('data', text => {
    written.err += text;
  });
  return new Promise<{ code: number | null; out: string; err: string }>(resolve =>
    child.on('close', code => resolve({ code, ...written })),
  );
}

const run = (words: string[], nodeFlags?: string[]) => start(words, nodeFlags).ended;

describe('the process', () => {
  it('prints and ends', async () => {
    expect(await run(['--version'])).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
    });
    expect(await run(['dta'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Did you mean data?'),
    });
  });

  it('ends quietly when nobody reads its results', async () => {
    const { child, ended } = start(['data', 'get', '--help']);
    child.stdout.destroy();
    expect(await ended).toEqual({ code: 0, out: '', err: '' });
  });

  it.skipIf(process.platform === 'win32')('tells a folder that is not there any more', async () => {
    const line = `mkdir gone && cd gone && rmdir ../gone && "${process.execPath}" "${program}" runs`;
    const { code, err } = await ended(spawn('sh', ['-c', line], { cwd: folder }));
    expect(err).toBe('error: The folder you are in has been removed.\n       Go to another one (cd).\n');
    expect(code).toBe(1);
  });

  it.skipIf(!existsSync('/dev/full'))('says when its results cannot be written', async () => {
    const line = `"${process.execPath}" "${program}" --version > /dev/full`;
    const { code, err } = await ended(spawn('sh', ['-c', line]));
    expect(err).toMatch(/^error: Cannot write the results to stdout: the disk is full\.\n/);
    expect(code).toBe(1);
  });

  it('stops cleanly at Ctrl-C', async () => {
    const server = await startFileServer({
      files: { '/full/numpy_bitmap/cat.npy': Buffer.alloc(100_000) },
      misbehave: (_, response) => {
        response.writeHead(200, { 'content-length': 100_000 }).write(Buffer.alloc(1000));
        return true;
      },
    });
    const { child, ended } = start([
      'data',
      'get',
      '--categories',
      'cat',
      '--base-url',
      server.url,
      '--dir',
      '.',
    ]);
    await waitFor(() => existsSync(join(folder, 'cat.npy.part.json')));
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    await server.close();
    expect(err).toBe(
      'Stopping. Press Ctrl-C again to stop at once.\nWhat is here is kept; the same command goes on with it.\n',
    );
    expect([code, out]).toEqual([130, '']);
    expect(readdirSync(folder).sort()).toEqual(['cat.npy.part', 'cat.npy.part.json']);
  });

  it('tells an old Node before anything is loaded', async () => {
    const version = "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } })";
    const { code, err } = await run(
      ['--help'],
      ['--import', `data:text/javascript,${encodeURIComponent(version)}`],
    );
    expect(err).toMatch(/^error: qdl needs Node 20\.19 or newer; this is Node 18\.20\.4\.\n/);
    expect(code).toBe(1);
  });

  it('tells a clone that is not built, and nothing else', async () => {
    const clone = join(folder, 'a clone');
    mkdirSync(join(clone, 'bin'), { recursive: true });
    writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
    copyFileSync(program, join(clone, 'bin', 'qdl.js'));
    const cloned = () => ended(spawn(process.execPath, [join(clone, 'bin', 'qdl.js'), 'train']));
    expect(await cloned()).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^error: qdl is not built yet: .*\n +In .*a clone.* run `npm install` and .*\n$/,
      ),
    });
    mkdirSync(join(clone, 'dist', 'cli'), { recursive: true });
    writeFileSync(join(clone, 'dist', 'cli', 'process.js'), "import 'a-dependency-that-is-missing';");
    const broken = await cloned();
    expect(broken.code).toBe(1);
    expect(broken.err).toMatch(/Cannot find package 'a-dependency-that-is-missing'/);
    expect(broken.err).not.toMatch(/not built/);
  });

  it('tells a Node without WebAssembly', async () => {
    const { code, err } = await run(['data', 'list'], ['--jitless']);
    expect(err).toMatch(/^error: qdl needs WebAssembly with SIMD/m);
    expect(code).toBe(1);
  });
});

describe('checkRequirements', () => {
  it('names what is missing', () => {
    const host = currentHost();
    expect(host).toEqual({ hasSharedMemory: true, hasSimd: true, hasFolder: true });
    expect(() => checkRequirements(host)).not.toThrow();
    expect(() => checkRequirements({ ...host, hasSharedMemory: false })).toThrow(/needs SharedArrayBuffer/);
    expect(() => checkRequirements({ ...host, hasSimd: false })).toThrow(/needs WebAssembly with SIMD/);
    expect(() => checkRequirements({ ...host, hasFolder: false })).toThrow(
      /folder you are in has been removed/,
    );
  });
});

async function waitFor(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setTimeout(resolve, 20));
}
