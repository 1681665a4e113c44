import { z } from 'zod';
import { RunError } from '../errors.ts';

const sideSchema = z.strictObject({
  /** Mean cross entropy. */
  loss: z.number(),
  accuracy: z.number(),
});

const epochSchema = z.strictObject({
  /** From 1 on. */
  epoch: z.int().min(1),
  /** Steps of the run so far. */
  step: z.int().min(0),
  /** Of the last step. */
  learningRate: z.number(),
  /**
   * As the epoch went, before each step and with dropout, augmentation and label smoothing; the penalty is
   * not in the loss.
   */
  train: sideSchema,
  /** Mean penalty (L1 and L2) over the epoch. */
  penalty: z.number(),
  /** After the epoch; null without validation drawings. */
  validation: sideSchema.nullable(),
  /** Seconds of training and validation in this epoch. */
  seconds: z.number(),
  endedAt: z.string(),
});

/** A line of metrics.jsonl. */
export type EpochMetrics = z.infer<typeof epochSchema>;

/** The text of metrics.jsonl. */
export function formatMetrics(epochs: readonly EpochMetrics[]): string {
  return epochs.map(epoch => `${JSON.stringify(epoch)}\n`).join('');
}

/**
 * Reads the text of metrics.jsonl.
 * @throws RunError that names the first line that cannot be read.
 */
export function parseMetrics(text: string, where: string): EpochMetrics[] {
  const lines = text.split('\n').filter(line => line !== '');
  return lines.map((line, index) => {
    try {
      return epochSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new RunError(`${where} is damaged: line ${index + 1} is not an epoch's metrics.`, {
        hint: 'Take another copy of the run, or train again.',
        cause,
      });
    }
  });
}
