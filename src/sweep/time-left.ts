import type { CellTask } from './cell.ts';

/** Of a cell's cost, what has to be done before its speed counts. */
const LEAST_SHARE = 0.01;

/**
 * Tells how long cells will take that are not done yet, by the speed of those that are or are under way: cost a
 * millisecond and lane, of each model by itself, since costs of different models do not compare.
 */
export class TimeLeft {
  readonly #tasks: ReadonlyMap<string, CellTask>;
  readonly #lanes: number;
  readonly #clock: () => number;
  readonly #startedAt = new Map<string, number>();
  /** Cells that have ended, with the milliseconds they took; undefined for those that failed. */
  readonly #ended = new Map<string, number | undefined>();

  constructor(tasks: readonly CellTask[], lanes: number, clock: () => number) {
    this.#tasks = new Map(tasks.map(task => [task.key, task]));
    this.#lanes = lanes;
    this.#clock = clock;
  }

  start(key: string): void {
    this.#startedAt.set(key, this.#clock());
  }

  /** @param isDone whether it was run to its end: how long a failure took says nothing of the others. */
  end(key: string, isDone: boolean): void {
    const ms = this.#clock() - (this.#startedAt.get(key) ?? this.#clock());
    this.#ended.set(key, isDone ? ms : undefined);
  }

  /**
   * @param underWay the share done of each cell under way.
   * @returns milliseconds; undefined while the speed of no cell is known.
   */
  ms(underWay: ReadonlyMap<string, number>): number | undefined {
    const rates = this.#ratesByModel(underWay);
    if (rates.size === 0) return undefined;
    // Of a model that nothing is known of yet, the slowest one's speed.
    const slowest = Math.min(...rates.values());
    const left = [...this.#tasks.values()]
      .filter(({ key }) => !this.#ended.has(key))
      .map(({ key, model, cost }) => (cost * (1 - (underWay.get(key) ?? 0))) / (rates.get(model) ?? slowest));
    const sum = left.reduce((total, ms) => total + ms, 0);
    // The largest cell is on one lane to its end.
    return Math.max(sum / this.#lanes, ...left, 0);
  }

  #ratesByModel(underWay: ReadonlyMap<string, number>): Map<string, number> {
    const cost = new Map<string, number>();
    const ms = new Map<string, number>();
    const add = (model: string, doneCost: number, tookMs: number) => {
      cost.set(model, (cost.get(model) ?? 0) + doneCost);
      ms.set(model, (ms.get(model) ?? 0) + tookMs);
    };
    for (const [key, took] of this.#ended) {
      const task = this.#tasks.get(key)!;
      if (took !== undefined) add(task.model, task.cost, took);
    }
    for (const [key, share] of underWay) {
      const task = this.#tasks.get(key)!;
      if (share >= LEAST_SHARE) add(task.model, share * task.cost, this.#clock() - this.#startedAt.get(key)!);
    }
    return new Map(
      [...cost]
        .filter(([model]) => ms.get(model)! > 0)
        .map(([model, done]) => [model, done / ms.get(model)!]),
    );
  }
}
