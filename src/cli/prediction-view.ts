import { DataError } from '../errors.ts';
import type { Prediction } from '../train/index.ts';
import { formatCount, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { shownPath } from './shown-path.ts';

/** Names told of categories that the run does not know. */
const MOST_NAMES = 5;

/** Tells what drawings show, one by one, and at the end how many were right and which files could not be used. */
export class PredictionView {
  readonly #output: Output;
  readonly #unreadable: DataError[] = [];
  readonly #unknown = new Map<string, number>();
  #drawings = 0;
  #right = 0;
  #wrong = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  readonly onUnreadable = (file: string, error: DataError): void => {
    this.#unreadable.push(error);
    this.#output.record({ type: 'unreadable', file, problem: error.message });
  };

  show({ file, index, total, top, word }: Prediction): void {
    const { colors } = this.#output;
    this.#drawings++;
    const place = total === 1 ? '' : ` ${index + 1}`;
    const [likeliest, ...others] = top.map(
      ({ category, probability }) => `${category} ${formatPercent(probability)}`,
    );
    const answers = [colors.bold(likeliest!), ...others].join(', ');
    const isRight = word?.isKnown ? word.name === top[0]!.category : null;
    this.#output.print(`${shownPath(file)}${place}: ${answers}${this.#judge(word, isRight)}`);
    this.#output.record({ type: 'prediction', file, index, top, word: word?.name ?? null, isRight });
  }

  /** Counts an answer, and says what it is worth where the file tells what the drawing shows. */
  #judge(word: Prediction['word'], isRight: boolean | null): string {
    if (word === undefined) return '';
    const { green, red, yellow } = this.#output.colors;
    if (isRight === null) {
      this.#unknown.set(word.name, (this.#unknown.get(word.name) ?? 0) + 1);
      return yellow(` · the run does not know ${word.name}`);
    }
    if (isRight) this.#right++;
    else this.#wrong++;
    return isRight ? green(' · right') : red(` · wrong: ${word.name}`);
  }

  /** @throws DataError if a file could not be used. */
  finish(): void {
    this.#tellScore();
    const failed = this.#unreadable.length;
    const unknown = sumOf(this.#unknown.values());
    this.#output.record({
      type: 'summary',
      drawings: this.#drawings,
      right: this.#right,
      wrong: this.#wrong,
      unknown,
      failed,
    });
    if (failed === 0) return;
    if (failed === 1) throw this.#unreadable[0]!;
    for (const { message, hint } of this.#unreadable) this.#output.warn(`${message} ${hint ?? ''}`.trimEnd());
    throw new DataError(`${failed} files could not be used.`);
  }

  #tellScore(): void {
    const judged = this.#right + this.#wrong;
    if (judged > 1)
      this.#output.print(
        `\n${formatCount(this.#right)} of ${formatCount(judged)} right (${formatPercent(this.#right / judged)})`,
      );
    if (this.#unknown.size === 0) return;
    const names = [...this.#unknown.keys()];
    const more = names.length > MOST_NAMES ? ', …' : '';
    const drawings = formatPlural(sumOf(this.#unknown.values()), 'drawing');
    this.#output.warn(
      `${drawings} of categories that the run was not trained on: ${names.slice(0, MOST_NAMES).join(', ')}${more}. ` +
        'It can only answer with those it knows.',
    );
  }
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
