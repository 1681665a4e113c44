import { z } from 'zod';

export const count = z.int().min(1);
export const seed = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The part of a configuration that tells of drawings. */
export const drawingsShape = {
  /** Folder of drawings; null is the starter pack. */
  data: z.string().min(1).nullable().default(null),
  /** In the order of their labels; null is every category there is. */
  categories: z.array(z.string().min(1)).min(1).nullable().default(null),
  /** Drawings of each category, all sides together; null is all. */
  perCategory: count.nullable().default(null),
  /** Exact numbers of drawings of the sides; null is what there is. */
  train: count.nullable().default(null),
  validation: count.nullable().default(null),
  test: count.nullable().default(null),
  /** File with names of drawings to leave out, one a line. */
  exclude: z.string().min(1).nullable().default(null),
  /** Share of the train side's labels that are made wrong. The other sides keep theirs. */
  labelNoise: z.number().min(0).lt(1).default(0),
  /**
   * To which wrong labels they go, [label, wrong label]: counts of confusions, say, of which the diagonal does not matter.
   * Null: to all others alike.
   */
  labelNoiseShape: z
    .array(z.array(z.number().min(0)))
    .nullable()
    .default(null),
  labelNoiseSeed: seed.default(1),
};
