import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataError, RunError } from '../../src/errors.ts';
import { makeFolder } from '../../src/node/make-folder.ts';
import { pathFailure } from '../../src/node/path-failure.ts';
import { writeWholeFile } from '../../src/node/whole-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-path-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('pathFailure', () => {
  it.each([
    ['write', 'ENOENT', /its folder does not exist \(runs\)/, /Make the folder/],
    ['write', 'ENOSPC', /disk is full/, /what is there is kept/],
    ['write', 'EROFS', /read-only/, /another place/],
    ['write', 'EACCES', /permission denied/, /may write to/],
    ['write', 'EISDIR', /there is a folder of that name/, /another place/],
    ['write', 'EIO', /EIO/, /disk/],
    ['read', 'ENOENT', /there is no such file/, /name/],
    ['read', 'EISDIR', /it is a folder/, /Name a file/],
    ['read', 'EACCES', /permission denied/, /you may read/],
  ] as const)('tells what %s %s means and what to do', (access, code, reason, hint) => {
    const cause = Object.assign(new Error(code), { code });
    const failure = pathFailure(RunError, access, 'runs/x', cause);
    expect(failure).toBeInstanceOf(RunError);
    expect(failure.message).toMatch(new RegExp(`^Cannot ${access} runs/x: `));
    expect(failure.message).toMatch(reason);
    expect(failure.hint).toMatch(hint);
    expect(failure.cause).toBe(cause);
    expect(pathFailure(DataError, access, 'x', cause, 'Ask.').hint).toBe('Ask.');
  });

  it('knows what the system really says', async () => {
    const why = async (attempt: Promise<unknown>, access: 'read' | 'write') =>
      pathFailure(RunError, access, 'it', await attempt.catch(error => error)).message;
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    expect(await why(writeWholeFile(join(folder, 'none', 'a'), ''), 'write')).toMatch(
      /folder does not exist/,
    );
    expect(await why(writeWholeFile(join(folder, 'folder'), ''), 'write')).toMatch(/folder of that name/);
    expect(await why(writeWholeFile(join(folder, 'file', 'a'), ''), 'write')).toMatch(/a part .* is a file/);
    expect(await why(writeWholeFile(join(folder, 'a'.repeat(300)), ''), 'write')).toMatch(/name is too long/);
    expect(await why(makeFolder(join(folder, 'file')), 'write')).toMatch(/there is a file of that name/);
    expect(await why(readFile(join(folder, 'folder')), 'read')).toMatch(/it is a folder/);
    expect(await why(readFile(join(folder, 'none')), 'read')).toMatch(/there is no such file/);
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
  });
});

describe('makeFolder', () => {
  it('makes what is missing, and takes what is there', async () => {
    await makeFolder(join(folder, 'a', 'b', 'c'));
    await makeFolder(join(folder, 'a', 'b'));
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['c']);
  });
});
