import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDrawings } from '../../src/data/node/open-drawings.ts';
import { starterFolder } from '../../src/data/node/starter-folder.ts';
import { DRAWING_BYTES, SIDE } from '../../src/data/reader.ts';

it('the starter pack holds what its README says, within 3 MB, none of it shifted or inverted', async () => {
  const readme = readFileSync(join(starterFolder, 'README.md'), 'utf8');
  const table = [...readme.matchAll(/\| ([a-z ]+) \| (\d+) (?=\|)/g)].map(([, name, count]) => [
    name,
    Number(count),
  ]);
  const files = readdirSync(starterFolder).filter(name => name.endsWith('.npz'));
  const counts: [string, number][] = [];
  let bytes = 0;
  for (const name of files) {
    const path = join(starterFolder, name);
    bytes += statSync(path).size;
    const file = await openDrawings(path);
    counts.push([name.replace('.npz', ''), file.count]);
    const rows = new Uint8Array(file.count * DRAWING_BYTES);
    await file.read(0, file.count, rows);
    await file.close();
    const inked = (pixel: number) => rows.some((value, at) => value > 0 && at % DRAWING_BYTES === pixel);
    expect([0, SIDE - 1, DRAWING_BYTES - SIDE, DRAWING_BYTES - 1].some(inked)).toBe(false);
  }
  expect(new Map(counts)).toEqual(new Map(table as [string, number][]));
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(
    Number(/[\d,]+/.exec(readme)![0].replace(',', '')),
  );
  expect(bytes).toBeLessThan(3e6);
});
