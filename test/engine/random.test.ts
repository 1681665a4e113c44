import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naturalLog } from '../../src/engine/natural-log.ts';
import { philox4x32, RandomStream } from '../../src/engine/random.ts';

function philox(counter: number[], key: number[]): number[] {
  const out = new Uint32Array(4);
  const [c0, c1, c2, c3] = counter as [number, number, number, number];
  philox4x32(c0, c1, c2, c3, key[0]!, key[1]!, out);
  return [...out];
}

describe('philox4x32', () => {
  // Known answers published with Random123 (tests/kat_vectors, philox4x32 10).
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('gives the known answer of counter %j under key %j', (counter, key, answer) => {
    expect(philox(counter, key)).toEqual(answer);
  });

  it('agrees with the definition in big integers', () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect(philox(counter, key)).toEqual(philoxByDefinition(counter, key));
      }),
    );
  });
});

function philoxByDefinition(counter: number[], key: number[]): number[] {
  const mask = 0xffffffffn;
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const a = 0xd2511f53n * c0;
    const b = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, b & mask, (a >> 32n) ^ c3 ^ k1, a & mask];
    k0 = (k0 + 0x9e3779b9n) & mask;
    k1 = (k1 + 0xbb67ae85n) & mask;
  }
  return [c0, c1, c2, c3].map(Number);
}

describe('RandomStream', () => {
  it('is told by seed, purpose and coordinates alone', () => {
    const draw = (stream: RandomStream) => [
      stream.uint32(),
      stream.uint32(),
      stream.uniform(),
      stream.normal(),
    ];
    expect(draw(new RandomStream(7, 'shuffle', 3, 4))).toEqual(draw(new RandomStream(7, 'shuffle', 3, 4)));
    const others = [
      new RandomStream(8, 'shuffle', 3, 4),
      new RandomStream(7 + 2 ** 32, 'shuffle', 3, 4),
      new RandomStream(7, 'dropout', 3, 4),
      new RandomStream(7, 'shuffle', 4, 3),
      new RandomStream(7, 'shuffle', 3, 4, 1),
    ];
    const firsts = new Set([new RandomStream(7, 'shuffle', 3, 4), ...others].map(stream => stream.uint32()));
    expect(firsts.size).toBe(6);
  });

  // Frozen: a change of any of these changes every published result.
  it('draws the numbers it has always drawn', () => {
    const stream = new RandomStream(42, 'shuffle', 1, 2);
    expect([
      stream.uint32(),
      stream.uniform(),
      stream.below(1000),
      stream.normal(),
      stream.normal(),
    ]).toMatchInlineSnapshot(`
      [
        392767912,
        0.4148924842506224,
        641,
        -1.1906647410909166,
        -1.5628212778666801,
      ]
    `);
  });

  it.each([[-1], [0.5], [2 ** 53], [Number.NaN]])('refuses seed %s', seed => {
    expect(() => new RandomStream(seed, 'shuffle')).toThrow(RangeError);
  });

  it('refuses coordinates that are no unsigned 32-bit integers', () => {
    expect(() => new RandomStream(1, 'shuffle', -1)).toThrow(RangeError);
    expect(() => new RandomStream(1, 'shuffle', 2 ** 32)).toThrow(RangeError);
    expect(() => new RandomStream(1, 'shuffle', 1, 2, 3, 4)).toThrow(RangeError);
  });

  it('draws uniform numbers in [0, 1) with the right moments', () => {
    const stream = new RandomStream(1, 'bootstrap');
    const values = Array.from({ length: 100_000 }, () => stream.uniform());
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
    const { mean, variance } = moments(values);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
  });

  it('draws normal numbers with the right moments and tails', () => {
    const stream = new RandomStream(1, 'latent');
    const values = Array.from({ length: 200_000 }, () => stream.normal());
    const { mean, variance, fourth } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(variance - 1)).toBeLessThan(0.015);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.1);
    for (const [limit, share] of [
      [1, 0.31731],
      [2, 0.0455],
      [3, 0.0027],
    ] as const) {
      const outside = values.filter(value => Math.abs(value) > limit).length / values.length;
      expect(Math.abs(outside - share)).toBeLessThan(5 * Math.sqrt(share / values.length));
    }
  });

  it('draws integers below n, each equally often', () => {
    for (const n of [1, 2, 3, 7, 10]) {
      const stream = new RandomStream(n, 'folds');
      const counts = new Array<number>(n).fill(0);
      for (let draw = 0; draw < 10_000 * n; draw++) counts[stream.below(n)]!++;
      for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    }
  });

  it('draws below n near 2^32, where rejection counts', () => {
    const n = 3 * 2 ** 30;
    const stream = new RandomStream(5, 'folds');
    const values = Array.from({ length: 20_000 }, () => stream.below(n));
    expect(values.every(value => value >= 0 && value < n)).toBe(true);
    const thirds = [0, 0, 0];
    for (const value of values) thirds[Math.floor(value / 2 ** 30)]!++;
    for (const count of thirds) expect(Math.abs(count - 20_000 / 3)).toBeLessThan(350);
  });

  it('shuffles every order of four equally often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed++) {
      const values = Uint32Array.of(0, 1, 2, 3);
      new RandomStream(seed, 'shuffle').shuffle(values);
      const order = values.join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(49.7); // 23 degrees of freedom, p = 0.001
  });
});

describe('naturalLog', () => {
  it('is the logarithm to the last bits', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -1000, max: 2 ** 1000, noNaN: true }), x => {
        const exact = Math.log(x);
        expect(Math.abs(naturalLog(x) - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -51);
      }),
      { numRuns: 2000 },
    );
    expect(naturalLog(1)).toBe(0);
    expect(naturalLog(2)).toBe(Math.LN2);
  });
});

function moments(values: readonly number[]): { mean: number; variance: number; fourth: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const central = (power: number) =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / values.length;
  return { mean, variance: central(2), fourth: central(4) };
}
