import { join } from 'node:path';
import type { ExecutorPlace } from '../../src/studies/index.ts';
import { type CellTask, type Executor, openFromPool } from '../../src/sweep/index.ts';
import { runCell } from '../../src/sweep/run-cell.ts';
import { describeFailure } from '../../src/sweep/serve-cells.ts';

interface SerialOptions {
  /** Is told of each cell before it is run; what it throws fails the cell. */
  readonly before?: (task: CellTask) => void;
  readonly threads?: number;
}

/** Runs cells one after the other on the calling thread: an executor as good as any other. */
export function serialExecutor({ before = () => {}, threads = 1 }: SerialOptions = {}) {
  return ({ drawings, workFolder }: ExecutorPlace): Executor => ({
    lanes: 1,
    async run(tasks, onEvent, signal) {
      for (const task of tasks) {
        if (signal.aborted) return;
        const { key } = task;
        onEvent({ type: 'started', key });
        try {
          before(task);
          const result = await runCell(task, {
            openDrawings: openFromPool(drawings.pool, drawings.memoryLeft),
            directory: join(workFolder, key),
            threads,
            onProgress: share => onEvent({ type: 'progress', key, share }),
            signal,
          });
          onEvent({ type: 'finished', key, result });
        } catch (error) {
          if (!signal.aborted) onEvent({ type: 'failed', key, failure: describeFailure(error) });
        }
      }
    },
    close: async () => {},
  });
}
