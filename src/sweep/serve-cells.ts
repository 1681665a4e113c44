import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import { isLabError } from '../errors.ts';
import type { CellTask } from './cell.ts';
import { openFromPool } from './drawings-pool.ts';
import type { CellFailure } from './executor.ts';
import { runCell } from './run-cell.ts';
import type { ThreadData, ThreadOrder, ThreadReport } from './thread-messages.ts';

/** Reports of progress are not sent more often than this. */
const REPORT_MS = 200;

/** What a thread of the pool does: runs one cell after the other as it is told. */
export function serveCells(port: MessagePort, data: ThreadData): void {
  const openDrawings = openFromPool(data.pool, data.memory);
  const send = (report: ThreadReport) => port.postMessage(report);
  const abort = new AbortController();

  const run = async (task: CellTask): Promise<void> => {
    const { key } = task;
    let reportedAt = performance.now();
    const onProgress = (share: number) => {
      const now = performance.now();
      if (now - reportedAt < REPORT_MS) return;
      reportedAt = now;
      send({ type: 'progress', key, share });
    };
    try {
      const result = await runCell(task, {
        openDrawings,
        directory: join(data.workFolder, key),
        threads: data.threads,
        onProgress,
        signal: abort.signal,
      });
      send({ type: 'finished', key, result });
    } catch (error) {
      if (abort.signal.aborted) send({ type: 'stopped', key });
      else send({ type: 'failed', key, failure: describeFailure(error) });
    }
  };

  port.on('message', (order: ThreadOrder) => {
    if (order.type === 'stop') abort.abort(new Error('stopped'));
    else run(order.task);
  });
}

/** The words of an error, for a thread or machine that does not know its class. */
export function describeFailure(error: unknown): CellFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { message, hint: isLabError(error) ? error.hint : undefined };
}
