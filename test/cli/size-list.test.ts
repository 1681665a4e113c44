import { describe, expect, it } from 'vitest';
import { numberList } from '../../src/cli/number-list.ts';
import { sizeList } from '../../src/cli/size-list.ts';

const sizes = sizeList({ most: 128, description: 'widths' });
const read = (given: string) => sizes.schema.safeParse(sizes.fromText(given)).data;

describe('a list of sizes', () => {
  it('takes numbers, ranges and steps on a logarithmic scale, each size once', () => {
    expect(read('1,2,8')).toEqual([1, 2, 8]);
    expect(read('1..4, 6,3')).toEqual([1, 2, 3, 4, 6]);
    expect(read('1..45')).toHaveLength(45);
    expect(read('log:8')).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
    expect(read('log:6:2..64')).toEqual([2, 4, 8, 16, 32, 64]);
    // Half octaves: 1 and 1.41 are one size.
    expect(read('log:15')).toEqual([1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 91, 128]);
  });

  it('refuses what it cannot read, and sizes that cannot be', () => {
    for (const given of [
      '',
      'x',
      '1,,2',
      '0',
      '129',
      '4..2',
      '1..129',
      'log:1',
      'log:5:8..2',
      '1.5',
      '1..1e9',
    ])
      expect(read(given), given).toBeUndefined();
  });
});

describe('a list of numbers', () => {
  it('takes shares and refuses what is none', () => {
    const shares = numberList({ most: 0.9, description: 'noise' });
    const read = (given: string) => shares.schema.safeParse(shares.fromText(given)).data;
    expect(read('0,0.1, .25')).toEqual([0, 0.1, 0.25]);
    for (const given of ['', '0,,1', '-0.1', '0.95', '20%', '1e-1'])
      expect(read(given), given).toBeUndefined();
  });
});
