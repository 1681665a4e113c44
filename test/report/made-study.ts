import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeConfig } from '../../src/train/index.ts';

interface MadeCell {
  readonly factors: Readonly<Record<string, string | number>>;
  /** Undefined for a cell without a result. */
  readonly test?: number;
  readonly train?: number;
  readonly validationLoss?: number;
}

interface MadeStudy {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly design: Readonly<Record<string, unknown>>;
  readonly cells: readonly MadeCell[];
  readonly record?: Readonly<Record<string, unknown>>;
}

/** Writes the folder of a study without training anything: study.json and the results of cells. */
export function makeStudy(directory: string, { kind, options, design, cells, record }: MadeStudy): void {
  mkdirSync(join(directory, 'cells'), { recursive: true });
  const planned = cells.map(({ factors }, at) => ({
    key: at.toString(16).padStart(16, '0'),
    name: Object.values(factors).join(' '),
    factors,
  }));
  cells.forEach((cell, at) => {
    const { key } = planned[at]!;
    if (cell.test !== undefined)
      writeFileSync(join(directory, 'cells', `${key}.json`), JSON.stringify(resultOf(key, cell)));
  });
  const study = {
    schema: 1,
    name: 'made-study',
    kind,
    state: 'finished',
    failure: null,
    code: { version: '0.1.0' },
    startedAt: '2026-11-24T12:00:00.000Z',
    endedAt: '2026-11-24T12:30:00.000Z',
    options,
    design,
    notes: [],
    cells: planned,
    failures: [],
    rows: [],
    ...record,
  };
  writeFileSync(join(directory, 'study.json'), JSON.stringify(study));
}

function resultOf(key: string, { factors, test = 0, train = test, validationLoss = 1 }: MadeCell) {
  const name = String(factors.model).replace('tuned-', '');
  const model = name === 'gbdt' ? 'gbdt' : name === 'mlp' ? 'mlp' : 'cnn';
  const side = (accuracy: number) => ({ loss: 4 * (1 - accuracy), accuracy });
  return {
    schema: 1,
    key,
    model,
    config: completeConfig({ model }),
    dataFingerprint: '0123456789abcdef',
    code: { version: '0.1.0' },
    drawings: { train: 100, validation: 20, test: 20 },
    parameters: 1000,
    epochs: 3,
    bestEpoch: 2,
    ended: 'patience',
    train: side(train),
    validation: { loss: validationLoss, accuracy: test },
    test: { ...side(test), accuracyLow: test - 0.1, accuracyHigh: test + 0.1, top5: 1 },
    curve: [],
    files: { weights: '0'.repeat(64), predictions: '1'.repeat(64) },
    timing: { seconds: 2, threads: 1, cpu: 'a processor', endedAt: '2026-11-24T12:10:00.000Z' },
  };
}
