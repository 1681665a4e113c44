import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { readLightGbmModel, type TreeModel, writeLightGbmModel } from '../../src/trees/index.ts';
import { formatExact, formatShort, parseNumber } from '../../src/trees/text/number-format.ts';

const text = readFileSync(new URL('../golden/lightgbm-model.txt', import.meta.url), 'utf8');

/** The model with one line of tree 0 or of the head replaced. */
const withLine = (name: string, value: string) =>
  text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`);
const lineOf = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)![1]!;

describe('readLightGbmModel', () => {
  it.each<[string, string, RegExp]>([
    ['another file', 'PK\u0003\u0004', /x.txt is no LightGBM model/],
    ['half a file', text.slice(0, text.length / 2), /has no line "end of trees"/],
    [
      'other objectives',
      withLine('objective', 'binary sigmoid:1'),
      /objective "binary sigmoid:1"; only multiclass/,
    ],
    ['another number of pixels', withLine('max_feature_idx', '99'), /is for 100 features; drawings have 784/],
    ['random forests', text.replace('feature_names', 'average_output\nfeature_names'), /averages its trees/],
    ['splits by category', withLine('num_cat', '1'), /tree 0 of x.txt splits by category/],
    ['linear leaves', withLine('is_linear', '1'), /tree 0 of x.txt has linear leaves/],
    ['another version', withLine('version', 'v9'), /has version v9/],
    ['a missing line', text.replace(/^left_child=.*\n/m, ''), /tree 0 of x.txt has no line left_child=/],
    ['a missing number', withLine('threshold', '1 2'), /has 2 numbers in threshold, not 7/],
    [
      'a word for a number',
      withLine('leaf_value', lineOf('leaf_value').replace(/^\S+/, 'x')),
      /has "x" for a number/,
    ],
    ['a leaf without end', withLine('leaf_value', lineOf('leaf_value').replace(/^\S+/, 'inf')), /not finite/],
    ['a pixel too far', withLine('split_feature', '784 1 1 1 1 1 1'), /has 784 in split_feature/],
    [
      'a circle',
      withLine('left_child', `0 ${lineOf('left_child').split(' ').slice(1).join(' ')}`),
      /node 0 below node 0|twice/,
    ],
    [
      'a missing tree',
      text.replace(/^Tree=3$[\s\S]*?(?=^Tree=4$)/m, ''),
      /tree 3 of x.txt begins with "Tree=4"/,
    ],
    ['a huge number of leaves', withLine('num_leaves', '99999999999'), /has num_leaves="99999999999"/],
  ])('refuses %s', (_, damaged, message) => {
    expect(() => readLightGbmModel(damaged, 'x.txt')).toThrow(message);
    expect(() => readLightGbmModel(damaged, 'x.txt')).toThrow(DataError);
  });

  it('reads or refuses whatever a file says, and predicts with what it reads', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.nat(20),
        fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('-1', '0', '\n', ' ', '=', 'nan', '1e999')),
        (at, length, inserted) => {
          const damaged = text.slice(0, at) + inserted + text.slice(at + length);
          let model: TreeModel;
          try {
            model = readLightGbmModel(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(DataError);
            return;
          }
          expect(model.predict(new Uint8Array(784)).length).toBe(model.classes);
        },
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  it('gives back what writeLightGbmModel wrote, settings and names of pixels too', () => {
    const model = readLightGbmModel(text);
    const again = readLightGbmModel(writeLightGbmModel(model));
    expect(again).toEqual(model);
    expect(model.parameters.get('min_data_in_leaf')).toBe('10');
    expect(model.featureNames[783]).toBe('Column_783');
    expect(model.featureInfos.some(info => /^\[0:\d+\]$/.test(info))).toBe(true);
  });

  it('reads lines that end as on Windows', () => {
    expect(readLightGbmModel(text.replaceAll('\n', '\r\n')).trees).toEqual(readLightGbmModel(text).trees);
  });
});

describe('numbers', () => {
  it.each([
    [0, '0', '0'],
    [-0, '-0', '-0'],
    [1, '1', '1'],
    [0.1, '0.10000000000000001', '0.1'],
    [1e-35, '1e-35', '1e-35'],
    [0.00001234567, '1.2345670000000001e-05', '1.23457e-05'],
    [0.0001, '0.0001', '0.0001'],
    [123456789, '123456789', '1.23457e+08'],
    [2 ** 60, '1.152921504606847e+18', '1.15292e+18'],
    [Number.POSITIVE_INFINITY, 'inf', 'inf'],
  ])('%d is written as C writes it', (value, exact, short) => {
    expect(formatExact(value)).toBe(exact);
    expect(formatShort(value)).toBe(short);
  });

  it('come back exactly', () => {
    fc.assert(fc.property(fc.double(), value => Object.is(parseNumber(formatExact(value)), value)));
  });
});
