import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { encodeNpy, encodePng } from '../../src/data/index.ts';
import { captureIo } from './captured-io.ts';
import { qdl, useWorkingFolder } from './run-qdl.ts';

const folder = useWorkingFolder();

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
    writeFileSync(join(folder.path, 'dark.png'), ring(120, true));
    writeFileSync(join(folder.path, 'light.png'), ring(120, false));
    const data = new Uint8Array(2 * 784).fill(200, 100, 200);
    writeFileSync(join(folder.path, 'two.npy'), encodeNpy({ data, shape: [2, 784] }));
    const files = ['dark.png', 'light.png', 'two.npy'].map(name => join(folder.path, name));
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
    const text = await qdl(['predict', join(shared, 'run'), join(folder.path, 'two.npy'), '--top', '1']);
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
      join(folder.path, 'words.ndjson'),
      lines.map(word => JSON.stringify({ word, drawing })).join('\n'),
    );
    const words = ['predict', join(shared, 'run'), join(folder.path, 'words.ndjson')];
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
    writeFileSync(join(folder.path, 'bytes.npy'), encodeNpy({ data, shape: [28, 28] }));
    const shares = Float32Array.from(data, byte => byte / 255);
    writeFileSync(join(folder.path, 'shares.npy'), encodeNpy({ data: shares, shape: [784] }));
    const files = ['bytes.npy', 'shares.npy'].map(name => join(folder.path, name));
    const { code, records } = await qdl(['predict', join(shared, 'run'), ...files, '--json']);
    expect(code).toBe(0);
    expect(records).toHaveLength(3);
    expect(records[1]!.top).toEqual(records[0]!.top);
  });

  it('goes past files it cannot use, names them, and fails', async () => {
    writeFileSync(join(folder.path, 'good.png'), ring(60, true));
    writeFileSync(join(folder.path, 'cut.png'), ring(60, true).subarray(0, 60));
    const blank = { width: 9, height: 9, channels: 1 as const, data: new Uint8Array(81) };
    writeFileSync(join(folder.path, 'blank.png'), encodePng(blank));
    const files = ['cut.png', 'blank.png', 'photo.jpg', 'none.npy', 'good.png', '.'].map(name =>
      join(folder.path, name),
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
