import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../../src/cli/io.ts';
import { captureIo } from './captured-io.ts';
import { qdl, useWorkingFolder } from './run-qdl.ts';

const folder = useWorkingFolder();

/** The smallest training there is: a second or so. */
const small = (out: string) =>
  ['train', '--categories', 'cat,dog,star', '--per-category', '40', '--width', '2', '--epochs', '2'].concat([
    ...['--threads', '1', '--batch', '32', '--out', join(folder.path, out)],
  ]);

describe('qdl train', () => {
  it('trains, tells and keeps a run; evaluate and runs agree with it', async () => {
    const { code, out, err } = await qdl(small('a run'));
    expect(code).toBe(0);
    expect(err).toMatch(/^cnn, width 2, [\d,]+ parameters; 1 thread\n3 categories: \d+ train, /);
    expect(err).toMatch(/epoch 1\/2 · loss [\d.]+, accuracy [\d.]+% · validation .* images\/s · best\n/);
    expect(out).toMatch(/Test accuracy [\d.]+% \(95% interval [\d.]+% to [\d.]+%\)\nTop-5 100\.0%, loss/);
    expect(out).toContain("qdl predict 'a run' drawing.png");

    const path = join(folder.path, 'a run');
    const evaluated = await qdl(['evaluate', path, '--threads', '1', '--json']);
    const shown = /accuracy ([\d.]+)% \(/.exec(out)![1];
    expect(evaluated.records).toHaveLength(1);
    const { accuracy, drawings } = evaluated.records[0]!;
    expect(evaluated.records[0]).toMatchObject({ type: 'summary', top5: 1, loss: expect.any(Number) });
    expect((100 * (accuracy as number)).toFixed(1)).toBe(shown);

    writeFileSync(join(mkdir('broken'), 'run.json'), '{');
    const listed = await qdl(['runs', '--dir', folder.path, '--json']);
    expect(listed.records).toMatchObject([
      { type: 'run', run: path, state: 'finished', accuracy, epochs: 2 },
      { type: 'damaged', run: join(folder.path, 'broken') },
      { type: 'summary', runs: 1, damaged: 1 },
    ]);
    expect((await qdl(['runs', '--dir', folder.path])).err).toMatch(/warning: .*broken.* is damaged/);

    const finished = await qdl(['train', '--resume', path]);
    expect(finished).toMatchObject({ code: 1, err: expect.stringMatching(/has finished/) });
    const taken = await qdl(small('a run'));
    expect(taken).toMatchObject({ code: 1, err: expect.stringMatching(/already holds a run/) });
    expect(drawings).toBeGreaterThan(0);
  });

  it('goes on after Ctrl-C to the same result, in JSON', async () => {
    const whole = await qdl([...small('whole'), '--json']);
    expect(whole.records.map(({ type }) => type)).toEqual(['epoch', 'epoch', 'summary']);

    const io = captureIo();
    const { write } = io.stdout;
    io.stdout.write = text => {
      write(text);
      io.abort.abort(new Interrupted('interrupted'));
    };
    const stopped = await qdl([...small('part'), '--json'], io);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(
      /Stopped after 1 epoch; everything is saved\. Go on with:\n {2}qdl train --resume part\n/,
    );

    const rest = await qdl(['train', '--resume', join(folder.path, 'part'), '--threads', '1', '--json']);
    expect(rest.records.map(({ type }) => type)).toEqual(['epoch', 'summary']);
    const result = (records: Record<string, unknown>[]) => {
      const { run, seconds, mistakes, ...summary } = records.at(-1)!;
      return summary;
    };
    expect(result(rest.records)).toEqual(result(whole.records));
  });

  it('stops at a loss that is no number, with what to try', async () => {
    const { code, err } = await qdl([...small('nan'), '--learning-rate', '1e30']);
    expect(code).toBe(1);
    expect(err).toMatch(
      /error: The loss is not a number any more: epoch 1, .*\n +Try a lower --learning-rate/,
    );
  });

  it('trains on one drawing a category, and says that there is nothing to measure on', async () => {
    const { code, out, err } = await qdl([...small('one'), '--per-category', '1']);
    expect(code).toBe(0);
    // Which sides three drawings fall on is told by their content.
    const isTested = !err.includes('The test side is empty.');
    expect(out.includes('There is no drawing on the test side')).toBe(!isTested);
    expect(err).toMatch(/side is empty/);
  });
});

function mkdir(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
}
