import { describe, expect, it } from 'vitest';
import type { CellTask } from '../../src/sweep/cell.ts';
import { multiplications } from '../../src/sweep/cost.ts';
import { TimeLeft } from '../../src/sweep/time-left.ts';

const task = (key: string, cost: number, model = 'cnn') => ({ key, model, cost }) as CellTask;

describe('TimeLeft', () => {
  it('goes by the speed of cells that are done or under way, over all lanes', () => {
    let now = 0;
    const left = new TimeLeft([task('a', 100), task('b', 100), task('c', 100)], 2, () => now);
    expect(left.ms(new Map())).toBeUndefined();
    left.start('a');
    left.start('b');
    now = 50;
    // Half of a and half of b in 50 ms on a lane each: 1 a ms; 200 are left for two lanes, c's 100 on one of them.
    const halves = new Map([
      ['a', 0.5],
      ['b', 0.5],
    ]);
    expect(left.ms(halves)).toBe(100);
    now = 100;
    left.end('a', true);
    left.end('b', true);
    expect(left.ms(new Map())).toBe(100);
  });

  it('does not learn from failures', () => {
    const left = new TimeLeft([task('a', 100), task('b', 100)], 1, () => 0);
    left.start('a');
    left.end('a', false);
    expect(left.ms(new Map())).toBeUndefined();
  });
});

describe('multiplications', () => {
  it('counts the layers as by hand', () => {
    // 784·9·4 + 196·36·8 + 49·72·16 + 9·144·32 + 32·32 + 32·10
    expect(multiplications({ model: 'cnn', width: 4, hidden: [] }, 10)).toBe(
      28_224 + 56_448 + 56_448 + 41_472 + 1024 + 320,
    );
    expect(multiplications({ model: 'mlp', width: 4, hidden: [5, 3] }, 2)).toBe(784 * 5 + 15 + 6);
  });
});
