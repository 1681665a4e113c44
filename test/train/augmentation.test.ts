import { describe, expect, it } from 'vitest';
import { drawChanges, warpKind } from '../../src/train/augmentation.ts';

const nothing = { shift: 0, mirror: false, rotation: 0, scale: 0, elastic: 0 };
const place = { seed: 1, epoch: 1, start: 0, count: 2000 };

/** The affine maps (a, b, c, d, e, f) drawn. */
function maps(change: Partial<typeof nothing>): number[][] {
  const { affine } = drawChanges({ ...nothing, ...change }, place);
  return Array.from({ length: place.count }, (_, row) => [...affine!.subarray(6 * row, 6 * row + 6)]);
}

const range = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;

describe('drawChanges', () => {
  it('draws nothing when nothing is to be changed', () => {
    expect(warpKind(nothing)).toBe('none');
    expect(drawChanges(nothing, place)).toEqual({ affine: undefined, displacement: undefined });
  });

  it('shifts by as many pixels, either way', () => {
    const all = maps({ shift: 2 });
    for (const [a, b, , d, e] of all) expect([a, b, d, e].map(x => x! + 0)).toEqual([1, 0, 0, 1]);
    for (const axis of [2, 5]) {
      const [low, high] = range(all.map(map => map[axis]!));
      expect(low).toBeGreaterThanOrEqual(-2);
      expect(low).toBeLessThan(-1.95);
      expect(high).toBeLessThanOrEqual(2);
      expect(high).toBeGreaterThan(1.95);
    }
  });

  it('mirrors every second drawing, left to right', () => {
    const all = maps({ mirror: true });
    const mirrored = all.filter(([a]) => a === -1).length;
    expect(all.every(([a, , , , e]) => Math.abs(a!) === 1 && e === 1)).toBe(true);
    expect(mirrored / all.length).toBeCloseTo(0.5, 1);
  });

  it('rotates by as many degrees, and keeps lengths', () => {
    const all = maps({ rotation: 30 });
    const angles = all.map(([, b, , , e]) => (Math.atan2(b!, e!) * 180) / Math.PI);
    const [low, high] = range(angles);
    expect(low).toBeGreaterThan(-30.001);
    expect(low).toBeLessThan(-29);
    expect(high).toBeGreaterThan(29);
    for (const [a, b, , d, e] of all) {
      expect(a! * e! - b! * d!).toBeCloseTo(1, 5);
      expect(a! * b! + d! * e!).toBeCloseTo(0, 5);
    }
  });

  it('grows and shrinks alike', () => {
    const factors = maps({ scale: 0.25 }).map(([a]) => a!);
    const [low, high] = range(factors);
    expect(low).toBeGreaterThanOrEqual(0.8 - 1e-6);
    expect(high).toBeLessThanOrEqual(1.25 + 1e-6);
    expect(factors.filter(factor => factor > 1).length / factors.length).toBeCloseTo(0.5, 1);
  });

  it('bends by as many pixels', () => {
    const { displacement } = drawChanges({ ...nothing, elastic: 1.5 }, { ...place, count: 50 });
    expect(displacement).toHaveLength(50 * 6 * 6 * 2);
    const [low, high] = range([...displacement!]);
    expect(low).toBeGreaterThanOrEqual(-1.5);
    expect(low).toBeLessThan(-1.4);
    expect(high).toBeLessThanOrEqual(1.5);
    expect(high).toBeGreaterThan(1.4);
  });

  it('tells a drawing’s changes by its place alone, however batches are cut', () => {
    const change = { shift: 2, mirror: true, rotation: 10, scale: 0.1, elastic: 1 };
    const whole = drawChanges(change, { seed: 7, epoch: 3, start: 0, count: 8 });
    const part = drawChanges(change, { seed: 7, epoch: 3, start: 5, count: 3 });
    expect(part.affine).toEqual(whole.affine!.slice(5 * 6));
    expect(part.displacement).toEqual(whole.displacement!.slice(5 * 72));
    const other = drawChanges(change, { seed: 7, epoch: 4, start: 5, count: 3 });
    expect(other.affine).not.toEqual(part.affine);
  });

  it('leaves the other changes alone when one is switched on', () => {
    const shifts = maps({ shift: 2 }).map(map => [map[2], map[5]]);
    const withElastic = drawChanges({ ...nothing, shift: 2, elastic: 1 }, place).affine!;
    expect(shifts[11]).toEqual([withElastic[11 * 6 + 2], withElastic[11 * 6 + 5]]);
  });
});
