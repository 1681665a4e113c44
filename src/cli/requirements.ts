import { RunError } from '../errors.ts';
import { workingFolder } from './shown-path.ts';

/** What the engine needs of its host. (The version of Node is checked in bin/qdl.js, before anything is loaded.) */
export interface Host {
  readonly hasSharedMemory: boolean;
  readonly hasSimd: boolean;
  /** Whether the folder that the user is in is there. */
  readonly hasFolder: boolean;
}

// (module (func (result v128) (i32.const 0) (i8x16.splat)))
const SIMD_MODULE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** The host this process runs on. */
export function currentHost(): Host {
  return {
    hasSharedMemory: typeof SharedArrayBuffer === 'function' && typeof Atomics === 'object',
    // There is no WebAssembly at all under `node --jitless`.
    hasSimd: typeof WebAssembly === 'object' && WebAssembly.validate(SIMD_MODULE),
    hasFolder: workingFolder() !== undefined,
  };
}

/** @throws RunError that names the first thing the host lacks. */
export function checkRequirements(host: Host): void {
  if (!host.hasSharedMemory) {
    throw new RunError('qdl needs SharedArrayBuffer, which this Node has switched off.', {
      hint: 'Run it without the flags that do so (see NODE_OPTIONS).',
    });
  }
  if (!host.hasSimd) {
    throw new RunError('qdl needs WebAssembly with SIMD, which this Node or this processor lacks.', {
      hint: 'Run it without --jitless or other flags that switch it off (see NODE_OPTIONS).',
    });
  }
  if (!host.hasFolder) {
    throw new RunError('The folder you are in has been removed.', { hint: 'Go to another one (cd).' });
  }
}
