import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { saveFile } from '../../src/node/save-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'qdl-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('writes a file whole, with the folders it lies in, and leaves nothing beside it', async () => {
  const path = join(folder, 'a', 'b', 'list.txt');
  await saveFile(path, 'first');
  await saveFile(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['list.txt']);
});

it.skipIf(process.platform === 'win32')(
  'writes into a pipe and does not put a file in its place',
  async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const [content] = await Promise.all([readFile(path, 'utf8'), saveFile(path, 'through')]);
    expect(content).toBe('through');
    expect(statSync(path).isFIFO()).toBe(true);
  },
);
