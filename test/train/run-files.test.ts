import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLocked, takeLock } from '../../src/data/node/index.ts';
import { processIdentity } from '../../src/data/node/process-identity.ts';
import { DataError, RunError, UsageError } from '../../src/errors.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../src/train/checkpoint.ts';
import type { EpochMetrics } from '../../src/train/epoch-metrics.ts';
import { findRun, listRuns } from '../../src/train/find-run.ts';
import { completeConfig } from '../../src/train/run-config.ts';
import { claimDirectory, claimNewDirectory } from '../../src/train/run-directory.ts';
import { RunJournal, readMetrics } from '../../src/train/run-journal.ts';
import { runName } from '../../src/train/run-name.ts';
import { type RunRecord, readRecord, writeRecord } from '../../src/train/run-record.ts';
import { writeWholeFile } from '../../src/train/write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qdl-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const record: RunRecord = {
  schema: 1,
  name: '20251124-093012-cnn-brave-otter',
  state: 'running',
  failure: null,
  config: completeConfig({}),
  categories: ['cat', 'dog'],
  drawings: { train: 70, validation: 15, test: 15 },
  dataFingerprint: '0123456789abcdef',
  parameters: 1000,
  code: { version: '0.1.0' },
  host: { node: 'v20', platform: 'linux x64', cpu: 'a', cores: 2, memoryBytes: 1, threads: 2 },
  startedAt: '2025-11-24T09:30:12.000Z',
  endedAt: null,
  results: null,
};

function epochMetrics(epoch: number): EpochMetrics {
  return {
    epoch,
    step: 10 * epoch,
    learningRate: 1e-3,
    train: { loss: 1 / epoch, accuracy: 0.5 },
    penalty: 0,
    validation: { loss: 2 / epoch, accuracy: 0.4 },
    seconds: 1.5,
    endedAt: '2025-11-24T09:31:00.000Z',
  };
}

describe('writeWholeFile', () => {
  it('replaces a file and leaves nothing beside it', async () => {
    const path = join(folder, 'a.txt');
    await writeWholeFile(path, 'old');
    await writeWholeFile(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('keeps the old file when the new one cannot be written', async () => {
    const path = join(folder, 'a.txt');
    await writeWholeFile(path, 'old');
    await expect(writeWholeFile(join(path, 'b.txt'), 'new')).rejects.toThrow(RunError);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
});

describe('run.json', () => {
  it('gives back what was written', async () => {
    await writeRecord(folder, record);
    expect(await readRecord(folder)).toEqual(record);
  });

  it('says what is not a run', async () => {
    await expect(readRecord(folder)).rejects.toThrow(/is not a run: it has no run\.json/);
  });

  it.each([
    ['is cut', (text: string) => text.slice(0, -20), /run\.json is damaged: it is not JSON/],
    ['lacks a field', (text: string) => text.replace('"parameters"', '"parmeters"'), /damaged: parameters/],
    ['has a wrong type', (text: string) => text.replace('"train": 70', '"train": "70"'), /drawings\.train/],
    [
      'is of another version',
      (text: string) => text.replace('"schema": 1', '"schema": 7'),
      /another version of quickdraw-lab: this one reads schema 1/,
    ],
  ])('is told when it %s', async (_how, damage, message) => {
    await writeRecord(folder, record);
    const path = join(folder, 'run.json');
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    await expect(readRecord(folder)).rejects.toThrow(RunError);
    await expect(readRecord(folder)).rejects.toThrow(message);
  });
});

describe('checkpoints', () => {
  const checkpoint: Checkpoint = {
    tensors: new Map([['w', { shape: [2], data: Float32Array.of(1, 2) }]]),
    progress: {
      epoch: 3,
      batch: 4,
      step: 204,
      sums: { count: 512, lossSum: 0.1 + 0.2, correct: 400, penaltySum: 0, seconds: 0.25 },
      best: { epoch: 0, loss: Number.POSITIVE_INFINITY },
    },
  };

  it('give back what was written, to the bit', async () => {
    await writeCheckpoint(folder, 'last', checkpoint);
    expect(await readCheckpoint(folder, 'last')).toEqual(checkpoint);
    expect(await readCheckpoint(folder, 'best')).toBeUndefined();
  });

  it('are told when they are damaged', async () => {
    await writeCheckpoint(folder, 'last', checkpoint);
    const path = join(folder, 'checkpoints', 'last.safetensors');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, -1));
    await expect(readCheckpoint(folder, 'last')).rejects.toThrow(DataError);
    writeFileSync(
      path,
      Buffer.from(bytes.toString('latin1').replace('checkpoint 1', 'checkpoint 2'), 'latin1'),
    );
    await expect(readCheckpoint(folder, 'last')).rejects.toThrow(/not a checkpoint of this version/);
    writeFileSync(path, Buffer.from(bytes.toString('latin1').replace('batch', 'bench'), 'latin1'));
    await expect(readCheckpoint(folder, 'last')).rejects.toThrow(/does not say how far/);
  });
});

describe('RunJournal', () => {
  it('keeps epochs, and forgets those after the checkpoint', async () => {
    const journal = await RunJournal.open(folder, 1);
    for (const epoch of [1, 2, 3]) await journal.addEpoch(epochMetrics(epoch));
    expect(await readMetrics(folder)).toEqual([1, 2, 3].map(epochMetrics));
    const again = await RunJournal.open(folder, 3);
    expect(again.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    await again.addEpoch(epochMetrics(3));
    expect(await readMetrics(folder)).toHaveLength(3);
    expect(readdirSync(folder).filter(name => name.startsWith('events.'))).toHaveLength(1);
  });

  it('names the damaged line', async () => {
    writeFileSync(join(folder, 'metrics.jsonl'), `${JSON.stringify(epochMetrics(1))}\n{"epoch":2`);
    await expect(RunJournal.open(folder, 3)).rejects.toThrow(/metrics\.jsonl is damaged: line 2/);
  });
});

describe('run directories', () => {
  const begin = { startedAt: new Date(2025, 10, 24, 9, 30, 12), model: 'cnn' };

  it('have names that sort by time and can be said', () => {
    expect(runName(begin.startedAt, 'cnn', 0)).toMatch(/^20251124-093012-cnn-[a-z]+-[a-z]+$/);
    expect(
      new Set(Array.from({ length: 3000 }, (_, pick) => runName(begin.startedAt, 'cnn', pick))).size,
    ).toBe(3000);
  });

  it('are refused to a second process as long as the first has them', async () => {
    const path = join(folder, 'run');
    const claimed = await claimNewDirectory(path, begin);
    await expect(claimNewDirectory(path, begin)).rejects.toThrow(RunError);
    await expect(claimDirectory(path)).rejects.toThrow(new RegExp(`in use by process ${process.pid} `));
    await claimed.release();
    await (await claimDirectory(path)).release();
  });

  it('are taken over from a process that is gone, even if another one has its number', async () => {
    const path = join(folder, 'run');
    mkdirSync(path);
    writeFileSync(join(path, 'log.txt'), '');
    const since = '2025-11-24T09:30:12.000Z';
    for (const pid of [2 ** 30, process.pid]) {
      writeFileSync(join(path, 'lock'), JSON.stringify({ pid, host: hostname(), since }));
      await (await claimDirectory(path)).release();
    }
    writeFileSync(join(path, 'lock'), JSON.stringify({ pid: 7, host: 'elsewhere', since }));
    await expect(claimDirectory(path)).rejects.toThrow(/in use by process 7 on elsewhere/);
  });

  it('are not locked for good by a lock that could not be written', async () => {
    const path = join(folder, 'lock');
    await expect(takeLock(join(path, 'none', 'lock'), 'It')).rejects.toThrow(/folder does not exist/);
    expect(await isLocked(path)).toBe(false);
    const unlock = await takeLock(path, 'It');
    expect(await isLocked(path)).toBe(true);
    await unlock();
    expect(await isLocked(path)).toBe(false);
  });

  it('must not hold a run or anything else', async () => {
    await writeRecord(folder, record);
    await expect(claimNewDirectory(folder, begin)).rejects.toThrow(/already holds a run/);
    rmSync(join(folder, 'run.json'));
    writeFileSync(join(folder, 'thesis.txt'), '');
    await expect(claimNewDirectory(folder, begin)).rejects.toThrow(/not empty/);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
    await expect(claimNewDirectory(join(folder, 'thesis.txt'), begin)).rejects.toThrow(RunError);
  });
});

describe('findRun', () => {
  const names = [
    '20251123-101010-cnn-calm-heron',
    '20251124-093012-cnn-brave-otter',
    '20251124-111111-mlp-calm-heron',
  ];
  beforeEach(async () => {
    for (const name of names) {
      const claimed = await claimNewDirectory(join(folder, name), { startedAt: new Date(), model: 'cnn' });
      await writeRecord(claimed.path, { ...record, name });
      await claimed.release();
    }
  });

  it('finds by path, name, words and `latest`', async () => {
    const path = (index: number) => join(folder, names[index]!);
    expect(await findRun(path(0), folder)).toBe(path(0));
    expect(await findRun(names[2]!, folder)).toBe(path(2));
    expect(await findRun('brave-otter', folder)).toBe(path(1));
    expect(await findRun('latest', folder)).toBe(path(2));
  });

  it('takes the run that began last for `latest`, whatever its name', async () => {
    const path = join(folder, 'wide one');
    const claimed = await claimNewDirectory(path, { startedAt: new Date(), model: 'cnn' });
    await writeRecord(path, { ...record, name: 'wide one', startedAt: '2001-01-01T00:00:00.000Z' });
    await claimed.release();
    expect(await findRun('latest', folder)).toBe(join(folder, names[2]!));
    await writeRecord(path, { ...record, name: 'wide one', startedAt: '2999-01-01T00:00:00.000Z' });
    expect(await findRun('latest', folder)).toBe(path);
  });

  it('says when words fit several runs or none', async () => {
    await expect(findRun('calm-heron', folder)).rejects.toThrow(/could be any of 2 runs/);
    const error = await findRun('brave-oter', folder).catch(error => error);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.hint).toContain("Did you mean 'brave-otter'?");
    await expect(findRun(tmpdir(), folder)).rejects.toThrow(/is a folder, but not that of a run/);
    await expect(findRun('x', join(folder, 'nowhere'))).rejects.toThrow(/no run 'x'/);
  });

  it('lists a run as interrupted whose process is gone, or has its number given to another', async () => {
    const states = async () =>
      (await listRuns(folder)).map(run => ('record' in run ? run.record.state : 'damaged'));
    const lock = join(folder, names[0]!, 'lock');
    const owner = { host: hostname(), since: '2025-11-24T09:30:12.000Z' };
    expect(await states()).toEqual(['interrupted', 'interrupted', 'interrupted']);
    const claimed = await claimDirectory(join(folder, names[0]!));
    expect(await states()).toEqual(['running', 'interrupted', 'interrupted']);
    await claimed.release();
    for (const [content, state] of [
      [{ ...owner, pid: 2 ** 30 }, 'interrupted'],
      [{ ...owner, pid: process.ppid }, 'running'],
      [{ ...owner, pid: process.ppid, identity: processIdentity(process.ppid) }, 'running'],
      [{ ...owner, pid: 7, host: 'elsewhere' }, 'running'],
      ...(process.platform === 'linux'
        ? [[{ ...owner, pid: process.ppid, identity: 'an earlier one' }, 'interrupted'] as const]
        : []),
    ] as const) {
      writeFileSync(lock, JSON.stringify(content));
      expect((await states())[0]).toBe(state);
    }
    // What is in run.json is left as it is.
    expect((await readRecord(join(folder, names[0]!))).state).toBe('running');
  });

  it('finds a run whose run.json cannot be read, so that the reason can be told', async () => {
    const path = join(folder, names[1]!);
    rmSync(join(path, 'run.json'));
    mkdirSync(join(path, 'run.json'));
    expect(await findRun(path, folder)).toBe(path);
    await expect(readRecord(path)).rejects.toThrow(/Cannot read .*run\.json: it is a folder/);
  });

  it('lists runs, damaged ones too', async () => {
    writeFileSync(join(folder, names[1]!, 'run.json'), '{');
    const runs = await listRuns(folder);
    expect(runs.map(({ path }) => path)).toEqual(names.map(name => join(folder, name)));
    expect(runs[1]).toMatchObject({ problem: expect.stringContaining('damaged') });
    expect(await listRuns(join(folder, 'nowhere'))).toEqual([]);
  });
});
