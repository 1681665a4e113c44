import { describe, expect, it } from 'vitest';
import { CATEGORIES, categoryNamed, categoryOfFile, nearestCategory } from '../../src/data/categories.ts';

describe('categories', () => {
  it('are 345, each found by its own name and its files', () => {
    expect(new Set(CATEGORIES).size).toBe(345);
    for (const name of CATEGORIES) {
      expect(categoryNamed(name)).toBe(name);
      for (const fileName of [
        `${name}.npy`,
        `full_numpy_bitmap_${name}.npy`,
        `${encodeURIComponent(name)}.ndjson`,
      ]) {
        expect(categoryOfFile(fileName)).toBe(name);
      }
    }
  });

  it.each([
    ['alarm clock.npy', 'alarm clock'],
    ['alarm_clock.npy', 'alarm clock'],
    ['Alarm-Clock.NPZ', 'alarm clock'],
    ['alarm%20clock.ndjson.gz', 'alarm clock'],
    ['full_simplified_alarm clock.ndjson', 'alarm clock'],
    ['full_binary_cat.bin', 'cat'],
    ['raw cat.ndjson', 'cat'],
    ['sketchrnn apple.npz', 'apple'],
    ['apple.full.npz', 'apple'],
    ['t-shirt.npy', 't-shirt'],
    ['the eiffel tower.npy', 'The Eiffel Tower'],
    ['full%2Fnumpy_bitmap%2Fcat.npy', 'cat'],
    ['pairs.npy', undefined],
    ['catfish.npy', undefined],
  ])('knows the category of %s', (fileName, category) => {
    expect(categoryOfFile(fileName)).toBe(category);
  });

  it('bears blanks of any kind, and suggests what a slash or an accent may mean', () => {
    expect(categoryNamed('  Hot  Air Balloon ')).toBe('hot air balloon');
    expect(categoryNamed('hot/air balloon')).toBeUndefined();
    expect(nearestCategory('hot/air balloon')).toBe('hot air balloon');
    expect(nearestCategory('pìzza')).toBe('pizza');
  });

  it('suggests the nearest, if any is near', () => {
    expect(nearestCategory('airplan')).toBe('airplane');
    expect(nearestCategory('smily face')).toBe('smiley face');
    expect(nearestCategory('the Eifel Tower')).toBe('The Eiffel Tower');
    expect(nearestCategory('quantum mechanics')).toBeUndefined();
    expect(nearestCategory('')).toBeUndefined();
  });
});
