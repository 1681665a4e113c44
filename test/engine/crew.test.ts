import { describe, expect, it } from 'vitest';
import { type KernelCall, WasmBackend } from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import { threadFailure } from '../../src/engine/wasm/crew.ts';
import { EngineError } from '../../src/errors.ts';

describe('a thread that cannot start', () => {
  it('is told to who runs a program, who would wait for it for ever', async () => {
    const startThread = () => ({
      ready: Promise.reject(threadFailure('no memory left')),
      ended: Promise.resolve(),
    });
    const backend = new WasmBackend({ threads: 2, startThread });
    const bytes = backend.buffer([4], 'u8');
    const program = backend.compileCalls([
      {
        name: 'zero',
        tasks: [[{ kernel: 'fillZero', args: [{ buffer: bytes, access: 'write' }, 4] }]],
      },
    ]);
    await expect(program.run()).rejects.toThrow(EngineError);
    await expect(program.run()).rejects.toThrow(/thread of the engine could not start: no memory left/);
    await backend.close();
  });
});

describe('a kernel that traps', () => {
  /** Writes where there is no memory. */
  const wild: KernelCall = { kernel: 'fillZero', args: [0xffff0000, 0xffff] };

  // Whichever thread takes the task.
  it.each([1, 2, 8])('lets no thread wait for ever (%i of 8 tasks)', async count => {
    const backend = createNodeBackend({ threads: 2 });
    const bytes = backend.buffer([4], 'u8');
    const good: KernelCall = { kernel: 'fillZero', args: [{ buffer: bytes, access: 'write' }, 4] };
    const tasks = Array.from({ length: 8 }, (_, task) => [task < count ? wild : good]);
    const program = backend.compileCalls([
      { name: 'wild', tasks },
      { name: 'on', tasks: [[good]] },
    ]);
    await expect(program.run()).rejects.toThrow(/a thread of the engine failed in a kernel/);
    await expect(program.run()).rejects.toThrow(EngineError);
    await backend.close();
  });
});
