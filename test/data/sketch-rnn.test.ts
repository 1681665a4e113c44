import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { npyHeader } from '../../src/data/npy.ts';
import { parseSketches, sketchToStrokes } from '../../src/data/sketch-rnn.ts';
import { DataError } from '../../src/errors.ts';

const file = new URL('../fixtures/formats/sketchrnn apple.npz', import.meta.url);
const parts = unzipSync(readFileSync(file));
const valid = parts['valid.npy']!;

/** An .npy file of objects with the given pickle. */
function pickled(count: number, ...pickle: (string | number[])[]): Uint8Array {
  const header = npyHeader('|O', [count]);
  const bytes = pickle.flatMap(part => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part));
  return Uint8Array.from([...header, ...bytes, ...new Array<number>(100).fill(0)]);
}

/** Rows of (dx, dy, pen lifted) as the file has them. */
const rowsOf = (...values: number[]) => new Uint8Array(Int16Array.from(values).buffer);

describe('sketch-rnn arrays', () => {
  it('hold as many drawings as their headers say', () => {
    expect(Object.entries(parts).map(([name, npy]) => [name, parseSketches(npy, name).length])).toEqual([
      ['train.npy', 100],
      ['valid.npy', 10],
      ['test.npy', 10],
    ]);
  });

  it('are refused wherever they are cut', () => {
    for (let length = 0; length < valid.length; length++) {
      expect(() => parseSketches(valid.subarray(0, length), 'valid.npy')).toThrow(DataError);
    }
  });

  it('are read or refused whatever byte is changed', () => {
    for (let at = 0; at < valid.length; at++) {
      const changed = valid.slice();
      changed[at] = (changed[at]! + 1 + ((at * 97) % 255)) & 0xff;
      try {
        parseSketches(changed, 'valid.npy').map(sketchToStrokes);
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
      }
    }
  });

  it('that claim more drawings than their bytes can hold are refused', () => {
    expect(() => parseSketches(pickled(1_000_000_000, '.'), 'x')).toThrow(/claims 1000000000 drawings/);
  });
});

describe('pickles that are no arrays', () => {
  it.each([
    ['a call of the system', ['cos\nsystem\n(U\x02lstR.']],
    ['a call of eval', ['c__builtin__\neval\n(U\x031+1tR.']],
    ['a name spelled on the stack', [[0x8c, 2], 'os', [0x8c, 6], 'system', [0x93], '.']],
    ['an instance of a class', ['(i__main__\nEvil\n.']],
    ['something by persistent id', ['P1\n.']],
    ['an extension', [[0x82, 1], '.']],
    ['a number', ['K\x05.']],
    ['nothing', ['.']],
    ['a stack that is empty', ['a.']],
    ['a mark that is missing', ['e.']],
    ['a value never remembered', ['h\x05.']],
    ['a bytes object of 4 GB', [[0x42, 0xff, 0xff, 0xff, 0xff], '.']],
    ['a bytes object of more than memory', [[0x8e, 0, 0, 0, 0, 0, 0, 0, 0x7f], '.']],
    ['a bytes object of negative length', [[0x8e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], '.']],
    ['a name that never ends', [`c${'a'.repeat(1000)}`]],
    ['lists in lists', [']'.repeat(10_000), '.']],
    ['a list within itself', [']', [0x71, 0], 'h\x00a.']],
    ['an array that was never filled', ['cnumpy.core.multiarray\n_reconstruct\n)R.']],
  ])('are refused: %s', (_, pickle) => {
    expect(() => parseSketches(pickled(0, ...(pickle as (string | number[])[])), 'x')).toThrow(DataError);
  });
});

describe('a drawing', () => {
  it('begins at the point that the file leaves out, and goes to the corner', () => {
    expect(sketchToStrokes(rowsOf(10, 0, 0, -20, 5, 1, 3, 3, 0, 0, 7, 1))).toEqual([
      [
        [10, 20, 0],
        [0, 0, 5],
      ],
      [
        [3, 3],
        [8, 15],
      ],
    ]);
  });

  it('larger than the square is scaled down, a smaller one is not', () => {
    expect(sketchToStrokes(rowsOf(510, 0, 0, 0, 102, 1))).toEqual([
      [
        [0, 255, 255],
        [0, 0, 51],
      ],
    ]);
    expect(sketchToStrokes(rowsOf(5, 5, 1))).toEqual([
      [
        [0, 5],
        [0, 5],
      ],
    ]);
  });

  it('without rows is a dot', () => {
    expect(sketchToStrokes(new Uint8Array(0))).toEqual([[[0], [0]]]);
  });
});
