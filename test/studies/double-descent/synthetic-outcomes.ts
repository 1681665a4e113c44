import type { CellOutcome } from '../../../src/studies/study.ts';
import type { CellResult } from '../../../src/sweep/index.ts';

type Side = CellResult['train'];

/** What a made-up cell came to; the rest is filled in. */
export interface SyntheticCell {
  readonly model?: 'cnn' | 'gbdt';
  readonly size: number;
  readonly seed: number;
  readonly regularization?: string;
  readonly labels?: string;
  readonly labelNoise?: number;
  readonly samples?: number;
  /** Of the best weights, and of the last where `last` is left out. */
  readonly train?: Side;
  readonly test?: Side | null;
  readonly last?: CellResult['last'];
  /** Validation by epoch; left out, one epoch. */
  readonly validation?: readonly (Side | null)[];
}

export const side = (loss: number, accuracy = 0.5): Side => ({ loss, accuracy });

/** An outcome as the grid gives it, of a network on ten categories unless said otherwise. */
export function outcomeOf(cell: SyntheticCell): CellOutcome {
  const { model = 'cnn', size, seed, samples = 1000, train = side(1), test = side(1), last } = cell;
  const { regularization = model === 'cnn' ? 'none' : '', labelNoise = 0 } = cell;
  const labels = cell.labels ?? (labelNoise > 0 ? 'injected' : 'natural');
  const validation = cell.validation ?? [side(1)];
  const config = { categories: Array.from({ length: 10 }, (_, index) => `category ${index}`) };
  return {
    cell: {
      name: `${model} ${size}, seed ${seed}`,
      factors: { model, size, regularization, training: 'adam 0.001', labels, labelNoise, samples, seed },
      model,
      config: config as unknown as CellOutcome['cell']['config'],
    },
    result: {
      parameters: model === 'cnn' ? 442 * size ** 2 + 112 * size + 10 : size * 100,
      epochs: validation.length,
      train,
      test: test && { ...test, accuracyLow: 0, accuracyHigh: 1, top5: 1 },
      ...(last ? { last } : {}),
      curve: validation.map((held, index) => ({
        epoch: index + 1,
        learningRate: 0.001,
        train: side(2 / (index + 1), 1 - 0.5 / (index + 1)),
        penalty: (index + 1) / 100,
        validation: held,
      })),
    } as CellResult,
  };
}

/** A cell for each size and seed. */
export function gridOf(
  sizes: readonly number[],
  seeds: number,
  cellOf: (size: number, seed: number) => Omit<SyntheticCell, 'size' | 'seed'>,
): CellOutcome[] {
  return sizes.flatMap(size =>
    Array.from({ length: seeds }, (_, index) =>
      outcomeOf({ size, seed: index + 1, ...cellOf(size, index + 1) }),
    ),
  );
}
