import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WasmBackend, type WasmBackendOptions } from '../wasm/backend.ts';
import { type CrewThread, type Membership, threadFailure } from '../wasm/crew.ts';

/** The wasm backend under Node. One thread a core unless `threads` says otherwise. */
export function createNodeBackend(options: Omit<WasmBackendOptions, 'startThread'> = {}): WasmBackend {
  const threads = options.threads ?? availableParallelism();
  return new WasmBackend({ ...options, threads, startThread });
}

function startThread(membership: Membership): CrewThread {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: membership });
  const exit = new Promise<void>(resolve => worker.once('exit', () => resolve()));
  return {
    ready: hasStarted(worker),
    get ended() {
      worker.ref();
      return exit;
    },
  };
}

/**
 * Waits for the worker's word that it serves. Without it the caller would wait for ever, in the first barrier, for a thread that
 * could not start.
 */
async function hasStarted(worker: Worker): Promise<void> {
  try {
    await once(worker, 'message');
  } catch (cause) {
    throw threadFailure((cause as Error).message, cause);
  }
  // An idle thread does not keep the process alive, but who waits for its start or its end does.
  worker.unref();
}
