import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunOptions, type TrainEvent, train } from '../../src/train/index.ts';

/** Where the runs of a test file lie. */
export interface RunFolder {
  path: string;
  /** A directory for another run, not there yet. */
  readonly newPlace: () => string;
  /** Trains until `count` steps or epochs are done, then interrupts. Gives the run's directory. */
  readonly interrupted: (options: RunOptions, count: number, what: 'step' | 'epoch') => Promise<string>;
}

/** A folder for the runs of a test file, removed after its tests. */
export function useRunFolder(): RunFolder {
  let runs = 0;
  const newPlace = () => join(folder.path, `run${runs++}`);
  const folder: RunFolder = {
    path: '',
    newPlace,
    async interrupted(options, count, what) {
      const out = newPlace();
      const abort = new AbortController();
      let done = 0;
      const onEvent = ({ type }: TrainEvent) => {
        if (type === what && ++done === count) abort.abort(new Error('Ctrl-C'));
      };
      await expect(train(options, { out, onEvent, signal: abort.signal })).rejects.toThrow('Ctrl-C');
      return out;
    },
  };
  beforeAll(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'qdl-train-'));
  });
  afterAll(() => rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}
