import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/cli/io.ts';
import { treeOptions } from '../../src/cli/tree-options.ts';
import { completeConfig } from '../../src/train/index.ts';
import { captureIo } from './captured-io.ts';
import { qdl, useWorkingFolder } from './run-qdl.ts';

const folder = useWorkingFolder();

const small = (out: string) => [
  ...['train', 'gbdt', '--categories', 'cat,dog,star', '--per-category', '40', '--rounds', '3'],
  ...['--leaves', '4', '--threads', '1', '--out', join(folder.path, out)],
];

describe('qdl train gbdt', () => {
  it('says the defaults that the configuration has', () => {
    const config: Record<string, unknown> = completeConfig({ model: 'gbdt' });
    for (const [key, { description }] of Object.entries(treeOptions))
      expect(`${key} ${/\(default: ([\d.]+)\)/.exec(description)![1]}`).toBe(`${key} ${config[key]}`);
  });

  it('trains, tells and keeps a run; evaluate and runs agree with it', async () => {
    const { code, out, err } = await qdl(small('run'));
    expect(code).toBe(0);
    expect(err).toMatch(/^gbdt, 4 leaves, learning rate 0.1; 1 thread\n3 categories: /);
    expect(err).toMatch(/round 1\/3 · loss [\d.]+, accuracy [\d.]+% · validation /);
    expect(out).toMatch(/^Trained 3 rounds in .*; kept all of them \(validation accuracy/);
    expect(out).toMatch(/Pixels .*importance\.png/);

    const path = join(folder.path, 'run');
    const [evaluated] = (await qdl(['evaluate', path, '--json'])).records;
    const listed = await qdl(['runs', '--dir', folder.path, '--json']);
    expect(listed.records[0]).toMatchObject({ model: 'gbdt', accuracy: evaluated!.accuracy, epochs: 3 });
    expect((await qdl(['runs', '--dir', folder.path])).out).toContain('gbdt 4 leaves');
  });

  it('goes on after Ctrl-C to the same summary, in JSON', async () => {
    const whole = await qdl([...small('whole'), '--json']);
    expect(whole.records.map(({ type }) => type)).toEqual(['epoch', 'epoch', 'epoch', 'summary']);
    const io = captureIo();
    const { write } = io.stdout;
    io.stdout.write = text => {
      write(text);
      io.abort.abort(new Interrupted('interrupted'));
    };
    const stopped = await qdl([...small('stopped'), '--json'], io);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('Stopped after 1 round; everything is saved.');
    const resumed = await qdl(['train', '--resume', join(folder.path, 'stopped'), '--json']);
    const { run: _, seconds, mistakes, ...summary } = whole.records.at(-1)!;
    expect(seconds).toBeGreaterThan(0);
    expect(summary).toMatchObject({ epochs: 3, bestEpoch: 3, accuracy: expect.any(Number) });
    expect(resumed.records.at(-1)).toMatchObject(summary);
    expect(readFileSync(join(folder.path, 'stopped', 'model.txt'))).toEqual(
      readFileSync(join(folder.path, 'whole', 'model.txt')),
    );
  });

  it.each([
    [['gbdt', '--width', '8'], /Trees \(gbdt\) have no --width/],
    [['gbdt', '--epochs', '8'], /have no --epochs.*\n +Theirs are --rounds, --leaves/],
    [['gbdt', '--preset', 'best'], /have no --preset/],
    [['gbdt', '--memory', '1GB'], /there is no --memory for them/],
    [['gbdt', '--leaves', '1'], /--leaves is '1'; it must be a whole number from 2/],
    [['--rounds', '8'], /A network \(cnn\) has no --rounds/],
    [['mlp', '--lambda-l2', '1'], /A network \(mlp\) has no --lambda-l2/],
    [['--resume', 'nothing', '--leaves', '3'], /--leaves cannot be changed/],
  ])('%j is wrong use', async (words, message) => {
    const out = words.includes('--resume') ? [] : ['--out', join(folder.path, 'run')];
    const { code, err } = await qdl(['train', ...words, ...out]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(existsSync(join(folder.path, 'run'))).toBe(false);
  });
});
