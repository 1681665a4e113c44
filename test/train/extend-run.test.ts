import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunError, UsageError } from '../../src/errors.ts';
import { type ResumeOptions, readMetrics, resume, type TrainOptions, train } from '../../src/train/index.ts';
import { useRunFolder } from './run-folder.ts';

const { newPlace, interrupted } = useRunFolder();

const small: TrainOptions = {
  categories: ['rainbow', 'sock', 'cat'],
  perCategory: 60,
  width: 2,
  batch: 32,
  epochs: 2,
  patience: 0,
  ema: 0.9,
  learningRate: 0.01,
  threads: 1,
};

/** What the result is, and how it came about, without times. */
async function resultOf(directory: string, results: { seconds: number }) {
  const tensors = (kind: string) => {
    const file = readFileSync(join(directory, 'checkpoints', `${kind}.safetensors`));
    return file.subarray(8 + Number(file.readBigUInt64LE(0))).toString('base64');
  };
  const curve = (await readMetrics(directory)).map(({ seconds, endedAt, ...metrics }) => metrics);
  const predictions = readFileSync(join(directory, 'predictions.npz')).toString('base64');
  return {
    results: { ...results, seconds: 0 },
    curve,
    predictions,
    last: tensors('last'),
    best: tensors('best'),
  };
}

async function trained(options: TrainOptions) {
  const { directory, results } = await train(options, { out: newPlace() });
  return { directory, result: await resultOf(directory, results) };
}

async function furtherTrained(directory: string, wish: ResumeOptions) {
  const { results, record } = await resume(directory, {}, wish);
  return { record, result: await resultOf(directory, results) };
}

describe('a run that is trained further', () => {
  it('is the same, to the bit, as one that was begun with more epochs', async () => {
    const straight = await trained({ ...small, epochs: 5 });
    const { directory } = await trained(small);
    const further = await furtherTrained(directory, { epochs: 5 });
    expect(further.result).toEqual(straight.result);
    expect(further.record.config).toMatchObject({ epochs: 5 });
  });

  it('may have been interrupted, and may get fewer epochs than it had', async () => {
    const out = await interrupted({ ...small, epochs: 50 }, 6, 'step');
    await expect(resume(out, {}, { epochs: 1 })).rejects.toThrow(/is in epoch 2: it cannot end sooner/);
    const further = await furtherTrained(out, { epochs: 3 });
    expect(further.result).toEqual((await trained({ ...small, epochs: 3 })).result);
  });

  it('goes on after it stopped early when it is given more patience', async () => {
    // Hardly learns, so that its validation loss soon gets worse.
    const restless = { ...small, epochs: 30, patience: 1, learningRate: 0.05, ema: 0 };
    const { directory, result } = await trained(restless);
    expect(result.results).toMatchObject({ ended: 'patience' });
    await expect(resume(directory)).rejects.toThrow(/stopped early, after epoch \d+: .* \(--patience 1\)/);
    await expect(resume(directory, {}, { epochs: 40 })).rejects.toThrow(RunError);
    const further = await furtherTrained(directory, { patience: 2 });
    expect(further.result).toEqual((await trained({ ...restless, patience: 2 })).result);
  });

  it('is refused what would make another run of it', async () => {
    const { directory } = await trained(small);
    await expect(resume(directory)).rejects.toThrow(/has finished: there is nothing to go on with/);
    await expect(resume(directory, {}, { epochs: 2 })).rejects.toThrow(RunError);
    await expect(resume(directory, {}, { epochs: 1 })).rejects.toThrow(/has trained 2 epochs/);
    await expect(resume(directory, {}, { epochs: 3, patience: 4 })).rejects.toThrow(
      /began with --patience 0/,
    );
    rmSync(join(directory, 'checkpoints', 'last.safetensors'));
    await expect(resume(directory, {}, { epochs: 3 })).rejects.toThrow(/its last checkpoint is gone/);

    const scheduled = await trained({ ...small, schedule: 'one-cycle', patience: 3 });
    const longer = resume(scheduled.directory, {}, { epochs: 3 });
    await expect(longer).rejects.toThrow(UsageError);
    await expect(longer).rejects.toThrow(/\(one-cycle\) is laid out over 2 epochs/);
    await expect(resume(scheduled.directory, {}, { patience: 2 })).rejects.toThrow(UsageError);
    await expect(resume(scheduled.directory, {}, { epochs: 2, patience: 5 })).rejects.toThrow(/has finished/);
  });
});
