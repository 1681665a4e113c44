import { z } from 'zod';

const side = z.strictObject({
  /** Mean cross entropy. */
  loss: z.number(),
  accuracy: z.number(),
});

const epoch = z.strictObject({
  epoch: z.int().min(1),
  learningRate: z.number(),
  /** As the epoch went: before each step, with dropout and augmentation. */
  train: side,
  penalty: z.number(),
  validation: side.nullable(),
});

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Raised when an older version could not read results any more. */
export const RESULT_SCHEMA = 1;

/** What a cell's file holds. All but `timing` is the same, to the bit, wherever and however often the cell is run. */
export const cellResultSchema = z.strictObject({
  schema: z.literal(RESULT_SCHEMA),
  key: z.string().regex(/^[0-9a-f]{16}$/),
  model: z.string(),
  /** As the run had it, with every default filled in. */
  config: z.record(z.string(), z.unknown()),
  dataFingerprint: z.string(),
  code: z.strictObject({ version: z.string() }),
  /** Drawings of each side. */
  drawings: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  /** Trainable numbers of the model. */
  parameters: z.int(),
  /** Epochs trained, or rounds of boosting. */
  epochs: z.int(),
  /** The one whose weights are measured. */
  bestEpoch: z.int(),
  ended: z.enum(['patience', 'epochs', 'no-splits']),
  /** The best weights on all drawings they were trained on, without dropout and augmentation. */
  train: side,
  /** The same on the other sides; null where a side has no drawings. */
  validation: side.nullable(),
  test: side
    .extend({
      /** 95 % interval of the accuracy over drawings (Wilson). */
      accuracyLow: z.number(),
      accuracyHigh: z.number(),
      top5: z.number(),
    })
    .nullable(),
  /**
   * The weights of the last epoch, of runs that nothing stops early; left out where the best ones are the last. The
   * training side as trained on, wrong labels too. `noisyTest`: what is to be expected of the test side with labels as
   * wrong as those trained on; null where there is no test side.
   */
  last: z.strictObject({ train: side, test: side.nullable(), noisyTest: side.nullable() }).optional(),
  curve: z.array(epoch),
  /** SHA-256 of files that the run alone writes too, to hold both against each other. */
  files: z.strictObject({
    weights: sha256,
    predictions: sha256,
    /** Of a fold of a cross-validation; see `out-of-sample.ts`. */
    outOfSample: sha256.optional(),
  }),
  timing: z.strictObject({
    /** Of training and validation. */
    seconds: z.number(),
    threads: z.int(),
    cpu: z.string(),
    endedAt: z.string(),
  }),
});

export type CellResult = z.output<typeof cellResultSchema>;
