import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { byteSize } from '../../src/cli/byte-size.ts';
import { shellWord } from '../../src/cli/shown-path.ts';
import { configOptions, trainOptionsFrom } from '../../src/cli/train-options.ts';
import { completeConfig, presetNames, withPreset } from '../../src/train/index.ts';
import { captureIo } from './captured-io.ts';
import { qdl, useWorkingFolder } from './run-qdl.ts';

const folder = useWorkingFolder();

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
    const out = words.includes('--resume') ? [] : ['--out', join(folder.path, 'run')];
    const { code, err } = await qdl(['train', ...words, ...out]);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(() => readFileSync(join(folder.path, 'run', 'run.json'))).toThrow();
  });
});

describe('command lines to copy', () => {
  it('are quoted where the shell needs it', () => {
    expect(shellWord('runs/20251124-cnn-brave-otter')).toBe('runs/20251124-cnn-brave-otter');
    if (process.platform !== 'win32') expect(shellWord("it's a run")).toBe(`'it'\\''s a run'`);
  });
});
