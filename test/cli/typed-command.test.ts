import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { asTyped, typedCommand } from '../../src/cli/typed-command.ts';
import { captureIo } from './captured-io.ts';

const bin = join('/usr', 'local', 'bin');
const PATH = ['/usr/bin', bin].join(delimiter);

describe('typedCommand', () => {
  it.each([
    ['npx', { path: join('/home/me/lab/bin/qdl.js'), env: { PATH, npm_command: 'exec' } }, 'npx qdl'],
    ['npm start', { path: join('/home/me/lab/bin/qdl.js'), env: { PATH, npm_command: 'start' } }, 'npx qdl'],
    ['the PATH', { path: join(bin, 'qdl'), env: { PATH } }, 'qdl'],
    ['node', { path: join(process.cwd(), 'bin', 'qdl.js'), env: { PATH } }, `node ${join('bin', 'qdl.js')}`],
    ['a path of its own', { path: join('/opt/a b', 'qdl'), env: {} }, /^node .\/opt\/a b\/qdl.$/],
  ])('knows a start by %s', (_how, start, command) => {
    if (typeof command === 'string') expect(typedCommand(start)).toBe(command);
    else expect(typedCommand(start)).toMatch(command);
  });
});

describe('asTyped', () => {
  it('changes commands in backquotes, and nothing else', () => {
    expect(asTyped('`qdl runs` lists, `qdl train` makes; see /tmp/qdl train', 'npx qdl')).toBe(
      '`npx qdl runs` lists, `npx qdl train` makes; see /tmp/qdl train',
    );
  });

  it('holds for hints, help and examples', async () => {
    const said = async (...words: string[]) => {
      const io = { ...captureIo(), program: 'npx qdl' };
      await main(words, io);
      return io.out() + io.err();
    };
    expect(await said('evaluate', 'zzz', '--threads', '1')).toMatch(/`npx qdl (train|runs)`/);
    expect(await said('zzzzzz')).toContain('See `npx qdl --help`.');
    const help = await said('train', '--help');
    expect(help).toContain('Usage: npx qdl train');
    expect(help).toMatch(/^ {2}npx qdl train --resume latest$/m);
  });
});
