import type { DataError } from '../errors.ts';
import type { Prediction } from '../train/index.ts';
import { formatPercent } from './format.ts';
import type { Output } from './output.ts';
import { shownPath } from './shown-path.ts';

/** Tells what drawings show, one by one, and at the end which files could not be used. */
export class PredictionView {
  readonly #output: Output;
  readonly #unreadable: DataError[] = [];
  #drawings = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  readonly onUnreadable = (error: DataError): void => {
    this.#unreadable.push(error);
  };

  show({ file, index, total, top }: Prediction): void {
    const { colors } = this.#output;
    this.#drawings++;
    const place = total === 1 ? '' : ` ${index + 1}`;
    const [likeliest, ...others] = top.map(
      ({ category, probability }) => `${category} ${formatPercent(probability)}`,
    );
    this.#output.print(`${shownPath(file)}${place}: ${[colors.bold(likeliest!), ...others].join(', ')}`);
    this.#output.record({ type: 'prediction', file, index, top });
  }

  /** @throws DataError if a file could not be used; the first one says why. */
  finish(): void {
    const failed = this.#unreadable.length;
    this.#output.record({ type: 'summary', drawings: this.#drawings, failed });
    const [first, ...others] = this.#unreadable;
    if (first === undefined) return;
    for (const { message } of others) this.#output.warn(message);
    throw first;
  }
}
