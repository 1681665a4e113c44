import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeFingerprint } from '../../src/sweep/index.ts';

const script = join(import.meta.dirname, '../../scripts/build-code-fingerprint.mjs');

/** Fingerprints of some sources, each as a file of its own name, by the build's own script. */
function fingerprints(...sources: string[]): string[] {
  const program = `
    const { fingerprintOf } = await import(${JSON.stringify(script)});
    for (const text of ${JSON.stringify(sources)}) console.log(await fingerprintOf([['sum.ts', text]]));`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  return stdout.trim().split('\n');
}

describe('the fingerprint of the code', () => {
  it('differs with what runs, not with types, comments and line ends', () => {
    const plain = 'export const sum = (a: number, b: number) => a + b;\n';
    const [first, second, third, other] = fingerprints(
      plain,
      `/** Adds. */\n${plain}// Done.\n`,
      plain.replaceAll('number', 'any').replace('\n', '\r\n'),
      plain.replace('a + b', 'b + a'),
    );
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect([second, third]).toEqual([first, first]);
    expect(other).not.toBe(first);
    expect(codeFingerprint).toMatch(/^[0-9a-f]{16}$/);
  });
});
