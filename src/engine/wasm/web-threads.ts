import { type Membership, type StartThread, threadFailure } from './crew.ts';

/**
 * Starts threads in a browser. The page must be cross-origin isolated, and programs must be run from a worker: a page's own thread may
 * not wait.
 */
export const startWebThread: StartThread = (membership: Membership) => {
  const worker = new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' });
  let tellReady: () => void;
  let tellEnded: () => void;
  const ready = new Promise<void>((resolve, reject) => {
    tellReady = resolve;
    worker.onerror = ({ message }) => reject(threadFailure(message || 'its script could not be loaded'));
  });
  const ended = new Promise<void>(resolve => {
    tellEnded = resolve;
  });
  worker.onmessage = ({ data }) => {
    if (data === 'ready') {
      tellReady();
      return;
    }
    worker.terminate();
    tellEnded();
  };
  worker.postMessage(membership);
  return { ready, ended };
};
