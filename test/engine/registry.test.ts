import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../src/engine/operation.ts';
import { operations } from '../../src/engine/ops/registry.ts';

const folder = new URL('../../src/engine/ops/', import.meta.url);

const kebabCase = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** The operations that the files of the folder export. */
async function exportedOperations(): Promise<Map<string, Operation>> {
  const found = new Map<string, Operation>();
  for (const file of readdirSync(folder).filter(name => name !== 'registry.ts')) {
    const module: Record<string, unknown> = await import(fileURLToPath(new URL(file, folder)));
    for (const value of Object.values(module))
      if (typeof value === 'object' && value && 'infer' in value) found.set(file, value as Operation);
  }
  return found;
}

describe('the registry', () => {
  it('lists every operation once, each in the file of its name', async () => {
    const exported = await exportedOperations();
    expect(new Set(operations)).toEqual(new Set(exported.values()));
    expect(new Set(operations.map(operation => operation.name)).size).toBe(operations.length);
    for (const [file, { name }] of exported) expect(file).toBe(`${kebabCase(name)}.ts`);
  });
});
