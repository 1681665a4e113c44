import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SIDES, sideOf, smallestKeys, splitNotes, splitRows } from '../../src/data/split.ts';
import { UsageError } from '../../src/errors.ts';

const key = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const keyList = fc.array(key, { minLength: 30, maxLength: 200 }).map(keys => BigUint64Array.from(keys));

/** Keys whose halves are uniform, as those of hashes are. */
function uniformKeys(count: number): BigUint64Array {
  let state = 88172645463325252n;
  return BigUint64Array.from({ length: count }, () => {
    state ^= (state << 13n) & (2n ** 64n - 1n);
    state ^= state >> 7n;
    state ^= (state << 17n) & (2n ** 64n - 1n);
    return state;
  });
}

describe('splitRows', () => {
  it('puts every drawing on exactly one side, in ascending rows', () => {
    fc.assert(
      fc.property(keyList, keys => {
        fc.pre([...keys].some(value => sideOf(value) === 'train'));
        const split = splitRows(keys);
        const all = SIDES.flatMap(side => [...split[side]]);
        expect(all.sort((a, b) => a - b)).toEqual([...keys.keys()]);
        for (const side of SIDES) {
          for (const row of split[side]) expect(sideOf(keys[row]!)).toBe(side);
          expect([...split[side]]).toEqual([...split[side]].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('keeps a drawing on its side whatever else there is', () => {
    fc.assert(
      fc.property(keyList, keyList, (some, others) => {
        const sidesOf = (keys: BigUint64Array) => {
          const split = splitRows(keys);
          return new Map(SIDES.flatMap(side => [...split[side]].map(row => [keys[row]!, side] as const)));
        };
        const withTrain = (keys: BigUint64Array) => BigUint64Array.from([0n, ...keys]);
        const alone = sidesOf(withTrain(some));
        const together = sidesOf(withTrain(BigUint64Array.from([...others, ...some])));
        for (const [value, side] of alone) expect(together.get(value)).toBe(side);
      }),
    );
  });

  it('gives 70, 15 and 15 %, near and not exactly', () => {
    const split = splitRows(uniformKeys(100_000));
    expect(Math.abs(split.train.length - 70_000)).toBeLessThan(600);
    expect(Math.abs(split.validation.length - 15_000)).toBeLessThan(500);
    expect(Math.abs(split.test.length - 15_000)).toBeLessThan(500);
    expect(split.train.length).not.toBe(70_000);
  });

  it('takes exact counts, the first of a side in the order of the keys', () => {
    const keys = uniformKeys(2000);
    const whole = splitRows(keys);
    const exact = splitRows(keys, { train: 500, test: 100 });
    expect(exact.train.length).toBe(500);
    expect(exact.test.length).toBe(100);
    expect(exact.validation).toEqual(whole.validation);
    const order = [...whole.train].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
    expect([...exact.train]).toEqual(order.slice(0, 500).sort((a, b) => a - b));
    const smaller = new Set(splitRows(keys, { train: 200 }).train);
    expect([...smaller].every(row => exact.train.includes(row))).toBe(true);
  });

  it('says how many there are when more are asked for', () => {
    const keys = uniformKeys(1000);
    const { length } = splitRows(keys).validation;
    expect(() => splitRows(keys, { validation: length + 1 })).toThrow(
      `${length + 1} validation drawings were asked for; there are ${length}.`,
    );
    expect(splitRows(keys, { validation: length }).validation.length).toBe(length);
    expect(() => splitRows(keys, { test: 1.5 })).toThrow(UsageError);
    expect(() => splitRows(keys, { test: -1 })).toThrow(UsageError);
  });

  it('refuses a split with nothing to train on', () => {
    expect(() => splitRows(BigUint64Array.of(0xffffffffn))).toThrow(/nothing to train on/);
    expect(() => splitRows(new BigUint64Array(0))).toThrow(/nothing to train on/);
    expect(() => splitRows(uniformKeys(100), { train: 0 })).toThrow(/nothing to train on/);
  });
});

describe('smallestKeys', () => {
  it('is the head of the sorted keys, equal keys by row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 20n }), { maxLength: 60 }),
        fc.nat(60),
        (values, wanted) => {
          const count = Math.min(wanted, values.length);
          const sorted = values
            .map((value, row) => ({ value, row }))
            .sort((a, b) => (a.value === b.value ? a.row - b.row : a.value < b.value ? -1 : 1))
            .slice(0, count)
            .map(({ row }) => row)
            .sort((a, b) => a - b);
          expect([...smallestKeys(BigUint64Array.from(values), count)]).toEqual(sorted);
        },
      ),
    );
  });
});

describe('splitNotes', () => {
  it('says which sides are empty and which categories a side lacks', () => {
    const split = {
      train: Uint32Array.of(0, 1, 2),
      validation: new Uint32Array(0),
      test: Uint32Array.of(3),
    };
    const labels = [0, 1, 1, 1];
    expect(splitNotes(split, row => labels[row]!, ['cat', 'dog'])).toEqual([
      'The validation side is empty.',
      'No test drawing of cat.',
    ]);
  });

  it('names a few of many categories', () => {
    const split = { train: Uint32Array.of(0), validation: Uint32Array.of(0), test: Uint32Array.of(0) };
    const categories = Array.from({ length: 9 }, (_, index) => `c${index}`);
    expect(splitNotes(split, () => 0, categories)[0]).toBe(
      'No train drawing of c1, c2, c3, c4, c5 and 3 more categories.',
    );
  });
});
