import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDrawings } from '../../src/data/node/open-drawings.ts';
import { npyHeader } from '../../src/data/npy.ts';
import { writeNpz } from '../../src/data/npz.ts';
import { DRAWING_BYTES } from '../../src/data/reader.ts';
import { DataError } from '../../src/errors.ts';
import { joinRows, madeUpRows } from './drawing-fixtures.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const fixture = (name: string) => readFileSync(join(fixtures, name));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function readAll(path: string): Promise<Uint8Array> {
  const file = await openDrawings(path);
  try {
    const rows = new Uint8Array(file.count * DRAWING_BYTES);
    await file.read(0, file.count, rows);
    return rows;
  } finally {
    await file.close();
  }
}

/** What becomes of a file: its rows, or the error, which must be one meant for users. */
async function outcome(path: string): Promise<Uint8Array | DataError> {
  try {
    return await readAll(path);
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
}

async function faultOf(path: string): Promise<string> {
  const result = await outcome(path);
  expect(result).toBeInstanceOf(DataError);
  const { message, hint } = result as DataError;
  expect(message).toContain(path);
  expect(hint).toBeTruthy();
  return message.replaceAll(path, 'FILE');
}

const ROWS = 300;
const rows = madeUpRows(1, ROWS);
const npy = joinRows(npyHeader('|u1', [ROWS, DRAWING_BYTES]), rows);
const bitmaps = { data: rows, shape: [ROWS, DRAWING_BYTES] };
const official = { data: new Uint8Array(ROWS), shape: [ROWS] };
const apples = fixture('formats/apple.ndjson');

/** The same drawings in every form; each file is written when its test begins. */
const FORMS: [name: string, format: string, bytes: () => Uint8Array][] = [
  ['a.npy', 'npy', () => npy],
  ['a.npy.gz', 'npy', () => gzipSync(npy)],
  ['cube.npy', 'npy', () => joinRows(npyHeader('|u1', [ROWS, 28, 28]), rows)],
  ['a.npz', 'npz', () => writeNpz({ bitmaps, official })],
  ['only.npz', 'npz', () => writeNpz({ arr_0: bitmaps })],
  ['stored.npz', 'npz', () => writeNpz({ official, bitmaps }, 0)],
];

describe('bitmaps', () => {
  it.each(FORMS)('in %s are read, whole, in parts and at random', async (name, format, bytes) => {
    const file = await openDrawings(write(name, bytes()));
    expect(file).toMatchObject({ count: ROWS, format });
    const target = new Uint8Array(new SharedArrayBuffer(ROWS * DRAWING_BYTES));
    for (const [from, to] of [
      [0, ROWS],
      [0, 100],
      [100, 101],
      [200, ROWS],
      [5, 7],
      [7, 7],
      [0, 1],
    ] as const) {
      target.fill(1);
      await file.read(from, to, target);
      const length = (to - from) * DRAWING_BYTES;
      expect(
        Buffer.compare(target.subarray(0, length), rows.subarray(from * DRAWING_BYTES, to * DRAWING_BYTES)),
      ).toBe(0);
      expect(target.subarray(length).every(byte => byte === 1)).toBe(true);
    }
    await file.close();
  });

  it('can be found where they lie in the file, if they lie there', async () => {
    for (const [name, , bytes] of FORMS) {
      const content = bytes();
      const file = await openDrawings(write(name, content));
      await file.close();
      if (file.rowOffset === undefined) expect(name).toMatch(/gz$|^a\.npz|^only/);
      else
        expect(Buffer.compare(content.subarray(file.rowOffset, file.rowOffset + rows.length), rows)).toBe(0);
    }
  });

  it('may be none', async () => {
    expect(await readAll(write('none.npy', npyHeader('|u1', [0, DRAWING_BYTES])))).toHaveLength(0);
    const none = { data: new Uint8Array(0), shape: [0, DRAWING_BYTES] };
    expect(await readAll(write('none.npz', writeNpz({ bitmaps: none })))).toHaveLength(0);
  });
});

describe('strokes', () => {
  it('give the official bitmaps', async () => {
    const { length } = gunzipSync(fixture('golden/pairs.ndjson.gz')).toString().trim().split('\n');
    const drawn = await readAll(join(fixtures, 'golden/pairs.ndjson.gz'));
    expect(drawn).toHaveLength(length * DRAWING_BYTES);
    expect(Buffer.compare(drawn, await readAll(join(fixtures, 'golden/pairs.npz')))).toBe(0);
  });

  it('are the same in every form', async () => {
    const expected = await readAll(join(fixtures, 'formats/apple.ndjson'));
    expect(expected).toHaveLength(25 * DRAWING_BYTES);
    expect(await readAll(join(fixtures, 'formats/apple.bin'))).toEqual(expected);
    expect(await readAll(write('apple.ndjson.gz', gzipSync(apples)))).toEqual(expected);
    expect(await readAll(write('apple.BIN.GZ', gzipSync(fixture('formats/apple.bin'))))).toEqual(expected);
    const windows = apples.toString().trim().replaceAll('\n', '\r\n\r\n');
    expect(await readAll(write('windows.ndjson', `\n${windows}`))).toEqual(expected);
  });

  it('are read in parts, forward and back', async () => {
    const path = join(fixtures, 'formats/apple.ndjson');
    const expected = await readAll(path);
    const file = await openDrawings(path);
    const target = new Uint8Array(25 * DRAWING_BYTES);
    for (const [from, to] of [
      [3, 5],
      [5, 9],
      [20, 25],
      [0, 1],
      [24, 25],
    ] as const) {
      await file.read(from, to, target);
      expect(
        Buffer.compare(
          target.subarray(0, (to - from) * DRAWING_BYTES),
          expected.subarray(from * DRAWING_BYTES, to * DRAWING_BYTES),
        ),
      ).toBe(0);
    }
    await file.close();
  });

  it('of raw files and of sketch-rnn are read', async () => {
    expect(await readAll(join(fixtures, 'formats/raw cat.ndjson'))).toHaveLength(25 * DRAWING_BYTES);
    const file = await openDrawings(join(fixtures, 'formats/sketchrnn apple.npz'));
    expect(file).toMatchObject({ format: 'sketch-rnn', count: 120, rowOffset: undefined });
    const all = new Uint8Array(120 * DRAWING_BYTES);
    await file.read(0, 120, all);
    const some = new Uint8Array(15 * DRAWING_BYTES);
    await file.read(95, 110, some);
    expect(Buffer.compare(some, all.subarray(95 * DRAWING_BYTES, 110 * DRAWING_BYTES))).toBe(0);
    await file.close();
  });
});

describe('a file that holds no drawings', () => {
  it.each([
    ['empty.npy', '', /is empty/],
    ['page.npy', '<!DOCTYPE html><title>404</title>', /web page/],
    ['error.ndjson', '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>', /web page/],
    ['text.npy', 'hello', /not a file of drawings/],
    ['list.ndjson', '{"name":"x"}\n', /drawing 1, has no `drawing`/],
    ['half.ndjson', '{"drawing":[[[1],[2]]]}\n{"drawing":[[[1],[2', /drawing 2, is not JSON/],
    ['half.bin', fixture('formats/apple.bin').subarray(0, 1000), /cut off inside drawing 12/],
    ['noise.bin', Buffer.alloc(3 << 20, 0xff), /more than 1048576 bytes without the end of a drawing/],
    ['long.ndjson', Buffer.alloc(3 << 20, '{'), /more than 1048576 bytes without the end/],
    ['numbers.npz', writeNpz({ x: { data: Float32Array.of(1), shape: [1] } }), /type <f4/],
    ['two.npz', writeNpz({ a: official, b: official }), /several arrays \(a, b\)/],
    ['text.npz', zipSync({ 'readme.txt': Buffer.from('hello') }), /zip file without a NumPy array/],
    ['parts.npz', writeNpz({ train: bitmaps }), /not an array of drawings as sketch-rnn/],
    ['noise.ndjson.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]), /cannot be unpacked/],
    ['text.gz', gzipSync('hello'), /not a file of drawings/],
  ])('%s is told', async (name, bytes, message) => {
    expect(await faultOf(write(name, bytes))).toMatch(message);
  });

  it('but is a directory, or is not there, is told', async () => {
    mkdirSync(join(folder, 'directory.npy'));
    expect(await faultOf(join(folder, 'directory.npy'))).toMatch(/is a directory/);
    expect(await faultOf(join(folder, 'missing.npy'))).toMatch(/no such file/);
  });
});

describe('bombs', () => {
  const claims = npyHeader('|u1', [1_300_000_000, DRAWING_BYTES]);

  it('of a terabyte claimed are refused when they are opened', async () => {
    expect(await faultOf(write('tb.npy', joinRows(claims, rows)))).toMatch(/cut off/);
    expect(await faultOf(write('tb.npy.gz', gzipSync(joinRows(claims, rows))))).toMatch(/cannot hold/);
    const inside = zipSync({ 'bitmaps.npy': joinRows(claims, rows) });
    expect(await faultOf(write('tb.npz', inside))).toMatch(/cut off/);
  });

  it('of more bytes than claimed are refused after at most a block more', async () => {
    const long = joinRows(npyHeader('|u1', [1, DRAWING_BYTES]), new Uint8Array(64 << 20));
    expect(await faultOf(write('bomb.npy.gz', gzipSync(long)))).toMatch(/more bytes than its header claims/);
    const zip = zipSync({ 'bitmaps.npy': long });
    const view = new DataView(zip.buffer);
    for (let at = zip.length - 200; at < zip.length - 4; at++) {
      // The directory claims what the array's header claims.
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 128 + DRAWING_BYTES, true);
    }
    expect(await faultOf(write('bomb.npz', zip))).toMatch(/unpacks to more than the 912 bytes/);
  });

  it('of endless lines take bounded memory', async () => {
    const blank = gzipSync(Buffer.alloc(128 << 20, '\n'));
    const path = write('blank.ndjson.gz', joinRows(gzipSync('{"drawing":[]}'), blank));
    const before = process.memoryUsage().rss;
    expect(await outcome(path)).toHaveLength(DRAWING_BYTES);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 << 20);
  });
});

/** Small files of each kind, so that all cuts and many changes can be tried. */
const SMALL: [name: string, bytes: () => Uint8Array][] = [
  ['small.npy', () => joinRows(npyHeader('|u1', [1, DRAWING_BYTES]), rows.subarray(0, DRAWING_BYTES))],
  [
    'small.npy.gz',
    () => gzipSync(joinRows(npyHeader('|u1', [2, DRAWING_BYTES]), rows.subarray(0, 2 * DRAWING_BYTES))),
  ],
  [
    'small.npz',
    () => writeNpz({ bitmaps: { data: rows.subarray(0, 3 * DRAWING_BYTES), shape: [3, DRAWING_BYTES] } }),
  ],
  ['small.ndjson', () => apples.subarray(0, apples.indexOf('\n') + 1)],
  ['small.ndjson.gz', () => gzipSync(apples.subarray(0, apples.indexOf('\n') + 1))],
  ['small.bin', () => fixture('formats/apple.bin').subarray(0, 107)],
];

describe('damaged files', () => {
  it.each(SMALL)('such as %s are refused wherever they are cut', async (name, bytes) => {
    const whole = bytes();
    for (let length = 0; length < whole.length; length++) {
      const result = await outcome(write(name, whole.subarray(0, length)));
      // A line of text without its end is whole.
      if (!(result instanceof DataError)) expect([name, length]).toEqual(['small.ndjson', whole.length - 1]);
    }
  });

  it.each(SMALL)('such as %s are read or refused whatever byte is changed', async (name, bytes) => {
    const whole = bytes();
    const step = Math.max(1, Math.floor(whole.length / 400));
    for (let at = 0; at < whole.length; at += step) {
      const changed = whole.slice();
      changed[at] = (changed[at]! + 1 + ((at * 89) % 255)) & 0xff;
      await outcome(write(name, changed));
    }
  });
});
