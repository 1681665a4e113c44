import type { Membership, StartThread } from './crew.ts';

/**
 * Starts threads in a browser. The page must be cross-origin isolated, and programs must be run from a worker: a page's own thread may
 * not wait.
 */
export const startWebThread: StartThread = (membership: Membership) => {
  const worker = new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' });
  const ended = new Promise<void>(resolve => {
    worker.onmessage = () => {
      worker.terminate();
      resolve();
    };
  });
  worker.postMessage(membership);
  return { ended };
};
