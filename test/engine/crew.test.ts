import { describe, expect, it } from 'vitest';
import { WasmBackend } from '../../src/engine/index.ts';
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
