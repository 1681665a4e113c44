import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Buffer, KernelCall, WasmBackend } from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';

describe('compileCalls', () => {
  let backend: WasmBackend;
  beforeAll(() => {
    backend = createNodeBackend({ threads: 2 });
  });
  afterAll(() => backend.close());

  const copy = (from: Buffer, to: Buffer, offset: number): KernelCall => ({
    kernel: 'copyBytes',
    args: [{ buffer: from, access: 'read' }, { buffer: to, offset, access: 'update' }, 4],
  });

  it('runs tasks of a step, and a step after the steps whose buffers it reads', async () => {
    const [a, b, c] = [4, 8, 8].map(size => backend.buffer([size], 'u8')) as [Buffer, Buffer, Buffer];
    backend.write(a, Uint8Array.of(1, 2, 3, 4));
    const program = backend.compileCalls([
      { name: 'twice', tasks: [[copy(a, b, 0)], [copy(a, b, 4)]] },
      {
        name: 'on',
        tasks: [
          [{ kernel: 'copyBytes', args: [{ buffer: b, access: 'read' }, { buffer: c, access: 'write' }, 8] }],
        ],
      },
    ]);
    expect(program.calls.map(({ name, tasks, phase }) => [name, tasks, phase])).toEqual([
      ['twice', 2, 0],
      ['on', 1, 1],
    ]);
    await program.run();
    expect(await backend.read(c)).toEqual(Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 4));
    program.dispose();
  });

  it('refuses a call with the wrong number of arguments and a step without tasks', () => {
    const call: KernelCall = { kernel: 'fillZero', args: [0] };
    expect(() => backend.compileCalls([{ name: 'x', tasks: [[call]] }])).toThrow(
      /fillZero takes 2 arguments/,
    );
    expect(() => backend.compileCalls([{ name: 'x', tasks: [] }])).toThrow(/step x has no tasks/);
  });
});
