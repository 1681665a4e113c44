import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { byteSize } from '../../src/cli/byte-size.ts';
import { Interrupted } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { shellWord } from '../../src/cli/shown-path.ts';
import { configOptions, trainOptionsFrom } from '../../src/cli/train-options.ts';
import { encodeNpy, encodePng } from '../../src/data/index.ts';
import { completeConfig, presetNames, withPreset } from '../../src/train/index.ts';
import { type CapturedIo, captureIo } from './captured-io.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl train '));
  // Workers of vitest may not change their directory, which is all that the commands ask it for.
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function qdl(words: string[], io: CapturedIo = captureIo()) {
  const code = await main(words, io);
  return { code, out: io.out(), err: io.err(), records: recordsOf(io.out()) };
}

function recordsOf(out: string): Record<string, unknown>[] {
  return out.startsWith('{')
    ? out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    : [];
}

/** The smallest training there is: a second or so. */
const small = (out: string) =>
  ['train', '--categories', 'cat,dog,star', '--per-category', '40', '--width', '2', '--epochs', '2'].concat([
    ...['--threads', '1', '--batch', '32', '--out', join(folder, out)],
  ]);

describe('options of qdl train', () => {
  it('say the defaults that the configuration has', () => {
    const config = completeConfig({ categories: ['cat', 'dog'] });
    const trees = completeConfig({ model: 'gbdt' });
    const values: Record<string, unknown> = { ...trees, ...config, ...config.augmentation };
    for (const [key, { description }] of Object.entries(configOptions)) {
      const said = /\(default: ([\d.,]+|none|glorot|adam|constant)[,)]/.exec(description)?.[1];
      if (said !== undefined) expect(`${key} ${said}`).toBe(`${key} ${values[key]}`);
    }
  });

  it('offer every preset there is, each told in a line of the help', async () => {
    for (const name of presetNames) expect(configOptions.preset.schema.safeParse(name).success).toBe(true);
    const { out } = await qdl(['train', '--help'], captureIo({ terminal: 80 }));
    for (const name of presetNames) expect(out).toMatch(new RegExp(`^ {20,}${name}: .+[a-z]$`, 'm'));
  });

  it('stand over those of a preset, a switch switched off too', () => {
    const said = { mirror: false, width: 8, shift: undefined } as Parameters<typeof trainOptionsFrom>[1];
    const config = completeConfig(withPreset('best', trainOptionsFrom('cnn', said)));
    expect(config).toMatchObject({ width: 8, norm: 'batch', augmentation: { mirror: false } });
    expect(config.augmentation.shift).toBeGreaterThan(0);
  });

  it('read amounts of memory', () => {
    const { fromText, schema } = byteSize({ description: '' });
    const read = (text: string) => schema.safeParse(fromText(text)).data;
    expect(['1GB', '1.5gb', '500 MB', '64k', '12', '1GiB', '2Mi'].map(read)).toEqual([
      1e9,
      1.5e9,
      5e8,
      64_000,
      12,
      2 ** 30,
      2 ** 21,
    ]);
    for (const wrong of ['', 'much', '0', '-1GB', '1XB', '1i', 'GB']) expect(read(wrong)).toBeUndefined();
    expect(schema.parse('2GB')).toBe(2e9);
  });

  it.each([
    [['--width', '0'], /--width is '0'; it must be a whole number from 1 to 1024/],
    [['--widht', '3'], /Unknown option '--widht'\.\n +Did you mean --width\?/],
    [['--categories', 'cat,dgo'], /'dgo' is not one of the 345 categories\.\n +Did you mean 'dog'\?/],
    [['--categories', 'cat'], /There is one category only, cat/],
    [['--categories', 'cat,dog', '--per-category', '5000'], /5000 drawings per category .*; cat has 800/],
    [['--hidden', '3,x'], /--hidden is '3,x'; it must be whole numbers/],
    [['--hidden', '3'], /A cnn has no --hidden layers/],
    [['mlp', '--width', '3'], /An mlp has no --width/],
    [['lstm'], /MODEL is 'lstm'; it must be one of cnn, mlp, gbdt/],
    [['--memory', '10x'], /--memory is '10x'; it must be an amount of memory/],
    [['--data', 'nowhere'], /There is no folder .*nowhere/],
    [['--resume', 'nothing', '--width', '3'], /--width cannot be changed/],
    [['mlp', '--resume', 'nothing'], /MODEL cannot be changed/],
    [['--resume', 'nothing'], /There is no run 'nothing'/],
  ])('%j is wrong use, and leaves nothing behind', async (words, message) => {
    const out = words.includes('--resume') ? [] : ['--out', join(folder, 'run')];
    const { code, err } = await qdl(['train', ...words, ...out]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(() => readFileSync(join(folder, 'run', 'run.json'))).toThrow();
  });
});

describe('qdl train', () => {
  it('trains, tells and keeps a run; evaluate and runs agree with it', async () => {
    const { code, out, err } = await qdl(small('a run'));
    expect(code).toBe(0);
    expect(err).toMatch(/^cnn, width 2, [\d,]+ parameters; 1 thread\n3 categories: \d+ train, /);
    expect(err).toMatch(/epoch 1\/2 · loss [\d.]+, accuracy [\d.]+% · validation .* images\/s · best\n/);
    expect(out).toMatch(/Test accuracy [\d.]+% \(95% interval [\d.]+% to [\d.]+%\)\nTop-5 100\.0%, loss/);
    expect(out).toContain("qdl predict 'a run' drawing.png");

    const path = join(folder, 'a run');
    const evaluated = await qdl(['evaluate', path, '--threads', '1', '--json']);
    const shown = /accuracy ([\d.]+)% \(/.exec(out)![1];
    expect(evaluated.records).toHaveLength(1);
    const { accuracy, drawings } = evaluated.records[0]!;
    expect(evaluated.records[0]).toMatchObject({ type: 'summary', top5: 1, loss: expect.any(Number) });
    expect((100 * (accuracy as number)).toFixed(1)).toBe(shown);

    writeFileSync(join(mkdir('broken'), 'run.json'), '{');
    const listed = await qdl(['runs', '--dir', folder, '--json']);
    expect(listed.records).toMatchObject([
      { type: 'run', run: path, state: 'finished', accuracy, epochs: 2 },
      { type: 'damaged', run: join(folder, 'broken') },
      { type: 'summary', runs: 1, damaged: 1 },
    ]);
    expect((await qdl(['runs', '--dir', folder])).err).toMatch(/warning: .*broken.* is damaged/);

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

    const rest = await qdl(['train', '--resume', join(folder, 'part'), '--threads', '1', '--json']);
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
  const path = join(folder, name);
  mkdirSync(path);
  return path;
}

describe('qdl predict', () => {
  let shared: string;
  beforeAll(async () => {
    shared = mkdtempSync(join(tmpdir(), 'qdl-predict-'));
    const words = [
      'train',
      '--categories',
      'cat,dog',
      '--per-category',
      '20',
      '--width',
      '2',
      '--epochs',
      '1',
    ];
    expect(await main([...words, '--out', join(shared, 'run')], captureIo())).toBe(0);
  });
  afterAll(() => rmSync(shared, { recursive: true }));

  /** A ring of ink, in a picture of any size. */
  function ring(side: number, isDark: boolean): Uint8Array {
    const data = new Uint8Array(side * side).map((_, index) => {
      const x = (index % side) / side - 0.5;
      const y = Math.floor(index / side) / side - 0.5;
      const isInk = Math.abs(Math.hypot(x, y) - 0.35) < 0.04;
      return isInk === isDark ? 0 : 255;
    });
    return encodePng({ width: side, height: side, channels: 1, data });
  }

  it('sees the same whatever the polarity, in pictures and in arrays', async () => {
    writeFileSync(join(folder, 'dark.png'), ring(120, true));
    writeFileSync(join(folder, 'light.png'), ring(120, false));
    const data = new Uint8Array(2 * 784).fill(200, 100, 200);
    writeFileSync(join(folder, 'two.npy'), encodeNpy({ data, shape: [2, 784] }));
    const files = ['dark.png', 'light.png', 'two.npy'].map(name => join(folder, name));
    const { code, records } = await qdl(['predict', join(shared, 'run'), ...files, '--json']);
    expect(code).toBe(0);
    expect(records.map(({ type, index }) => [type, index])).toEqual([
      ['prediction', 0],
      ['prediction', 0],
      ['prediction', 0],
      ['prediction', 1],
      ['summary', undefined],
    ]);
    expect(records[1]!.top).toEqual(records[0]!.top);
    const top = records[0]!.top as { category: string; probability: number }[];
    expect(top.map(({ category }) => category).sort()).toEqual(['cat', 'dog']);
    expect(top[0]!.probability + top[1]!.probability).toBeCloseTo(1, 5);
    const text = await qdl(['predict', join(shared, 'run'), join(folder, 'two.npy'), '--top', '1']);
    expect(text.out).toMatch(/^two\.npy 1: (cat|dog) [\d.]+%\ntwo\.npy 2: (cat|dog) [\d.]+%\n$/);
  });

  it('says right or wrong where the file tells the word, and when the run does not know it', async () => {
    const drawing = [
      [
        [0, 255, 255],
        [0, 0, 255],
      ],
    ];
    const lines = ['cat', 'dog', 'umbrella', 'umbrella', '\u001b[2J', undefined];
    writeFileSync(
      join(folder, 'words.ndjson'),
      lines.map(word => JSON.stringify({ word, drawing })).join('\n'),
    );
    const words = ['predict', join(shared, 'run'), join(folder, 'words.ndjson')];
    const { records } = await qdl([...words, '--json']);
    const [cat, dog, umbrella, , code, none] = records;
    expect([cat!.word, dog!.word, umbrella!.word, code!.word, none!.word]).toEqual([
      'cat',
      'dog',
      'umbrella',
      null,
      null,
    ]);
    // The same drawing twice: one of the two words is right.
    expect([cat!.isRight, dog!.isRight].sort()).toEqual([false, true]);
    expect([umbrella!.isRight, code!.isRight, none!.isRight]).toEqual([null, null, null]);
    expect(records.at(-1)).toEqual({
      type: 'summary',
      drawings: 6,
      right: 1,
      wrong: 1,
      unknown: 2,
      failed: 0,
    });
    const text = await qdl([...words, '--top', '1']);
    expect(text.code).toBe(0);
    const told = text.out.split('\n').map(line => line.split(' · ')[1]);
    expect(told.slice(0, 2).sort()).toEqual(['right', expect.stringMatching(/^wrong: (cat|dog)$/)]);
    expect(told.slice(2, 6)).toEqual([
      'the run does not know umbrella',
      'the run does not know umbrella',
      undefined,
      undefined,
    ]);
    expect(text.out).toMatch(/\n1 of 2 right \(50\.0%\)\n$/);
    expect(text.err).toMatch(/warning: 2 drawings of categories that the run was not trained on: umbrella\./);
  });

  it('takes one drawing, and numbers from 0 to 1', async () => {
    const data = new Uint8Array(784).fill(255, 300, 500);
    writeFileSync(join(folder, 'bytes.npy'), encodeNpy({ data, shape: [28, 28] }));
    const shares = Float32Array.from(data, byte => byte / 255);
    writeFileSync(join(folder, 'shares.npy'), encodeNpy({ data: shares, shape: [784] }));
    const files = ['bytes.npy', 'shares.npy'].map(name => join(folder, name));
    const { code, records } = await qdl(['predict', join(shared, 'run'), ...files, '--json']);
    expect(code).toBe(0);
    expect(records).toHaveLength(3);
    expect(records[1]!.top).toEqual(records[0]!.top);
  });

  it('goes past files it cannot use, names them, and fails', async () => {
    writeFileSync(join(folder, 'good.png'), ring(60, true));
    writeFileSync(join(folder, 'cut.png'), ring(60, true).subarray(0, 60));
    const blank = { width: 9, height: 9, channels: 1 as const, data: new Uint8Array(81) };
    writeFileSync(join(folder, 'blank.png'), encodePng(blank));
    const files = ['cut.png', 'blank.png', 'photo.jpg', 'none.npy', 'good.png', '.'].map(name =>
      join(folder, name),
    );
    const { code, out, err } = await qdl(['predict', join(shared, 'run'), ...files]);
    expect(code).toBe(1);
    expect(out).toMatch(/^good\.png: /);
    expect(err.match(/^warning: /gm)).toHaveLength(5);
    expect(err).toMatch(/photo\.jpg is a picture of a kind that is not read\. Save it as a PNG/);
    expect(err).toMatch(/error: 5 files could not be used\.\n$/);
    const one = await qdl(['predict', join(shared, 'run'), files[1]!]);
    expect(one.err).toMatch(/^error: .*blank\.png shows nothing/);
  });
});

describe('qdl bench', () => {
  it.each([
    [['mlp', '--width', '3'], /An mlp has no --width/],
    [['cnn', '--hidden', '3'], /A cnn has no --hidden layers/],
    [['mlp', '--hidden', 'x'], /--hidden is 'x'; it must be whole numbers/],
  ])('%j is wrong use', async (words, message) => {
    const { code, err } = await qdl(['bench', ...words]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });

  it('times steps, and stops when it is told to', async () => {
    const words = ['bench', 'mlp', '--hidden', '4', '--threads', '1', '--seconds'];
    const { code, records } = await qdl([...words, '0.1', '--json']);
    expect(code).toBe(0);
    expect(records).toMatchObject([{ type: 'summary', threads: 1, imagesPerSecond: expect.any(Number) }]);
    const io = captureIo();
    const stopped = qdl([...words, '600'], io);
    setTimeout(() => io.abort.abort(new Interrupted('interrupted')), 500);
    expect((await stopped).code).toBe(130);
  });
});

describe('qdl doctor', () => {
  it('finds everything here', async () => {
    const { code, records } = await qdl(['doctor', '--json']);
    expect(records.filter(({ problem }) => problem)).toEqual([]);
    expect(records.at(-1)).toEqual({ type: 'summary', missing: 0 });
    expect(code).toBe(0);
  });
});

describe('command lines to copy', () => {
  it('are quoted where the shell needs it', () => {
    expect(shellWord('runs/20251124-cnn-brave-otter')).toBe('runs/20251124-cnn-brave-otter');
    if (process.platform !== 'win32') expect(shellWord("it's a run")).toBe(`'it'\\''s a run'`);
  });
});
