import { DataError } from '../errors.ts';
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

  readonly onUnreadable = (file: string, error: DataError): void => {
    this.#unreadable.push(error);
    this.#output.record({ type: 'unreadable', file, problem: error.message });
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

  /** @throws DataError if a file could not be used. */
  finish(): void {
    const failed = this.#unreadable.length;
    this.#output.record({ type: 'summary', drawings: this.#drawings, failed });
    if (failed === 0) return;
    if (failed === 1) throw this.#unreadable[0]!;
    for (const { message, hint } of this.#unreadable) this.#output.warn(`${message} ${hint ?? ''}`.trimEnd());
    throw new DataError(`${failed} files could not be used.`);
  }
}
