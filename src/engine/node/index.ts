import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WasmBackend, type WasmBackendOptions } from '../wasm/backend.ts';
import type { CrewThread, Membership } from '../wasm/crew.ts';

/** The wasm backend under Node. One thread a core unless `threads` says otherwise. */
export function createNodeBackend(options: Omit<WasmBackendOptions, 'startThread'> = {}): WasmBackend {
  const threads = options.threads ?? availableParallelism();
  return new WasmBackend({ ...options, threads, startThread });
}

function startThread(membership: Membership): CrewThread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: membership });
  const exit = new Promise<void>(resolve => worker.once('exit', () => resolve()));
  // An idle thread does not keep the process alive, but who waits for its end does.
  worker.unref();
  return {
    ready: Promise.resolve(),
    get ended() {
      worker.ref();
      return exit;
    },
  };
}
