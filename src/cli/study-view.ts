import type { CleaningEvent, StudyEvent } from '../studies/index.ts';
import { formatDuration, formatFlops, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { readingProgress } from './reading-progress.ts';
import { passWord } from './run-words.ts';
import { shownPath } from './shown-path.ts';
import { joinToFit } from './text-width.ts';

/** Shows a study as it goes: how far the grid is, and a line for each cell that ends; with `--json` an object each. */
export class StudyView {
  readonly #output: Output;
  readonly #reading: (done: number, total: number) => void;
  #directory: string | undefined;

  constructor(output: Output, clock: () => number) {
    this.#output = output;
    this.#reading = readingProgress(output, clock);
  }

  /** The folder of the study, once its grid is planned. */
  get directory(): string | undefined {
    return this.#directory;
  }

  readonly onEvent = (event: StudyEvent | CleaningEvent): void => {
    if (event.type === 'opening') this.#reading(event.progress.done, event.progress.total);
    else if (event.type === 'note') this.#output.message(event.text);
    else if (event.type === 'start') this.#start(event.directory);
    else if (event.type === 'stage') this.#stage(event.title);
    else if (event.type === 'probing') this.#probing(event);
    else if (event.type === 'estimate') this.#estimate(event);
    else if (event.type === 'planned') this.#planned(event);
    else if (event.type === 'progress') this.#progress(event);
    else if (event.type === 'finished') this.#finished(event);
    else this.#failed(event);
  };

  #start(directory: string): void {
    this.#directory = directory;
    this.#output.progress.end();
    this.#output.message(`Study: ${shownPath(directory)}`);
  }

  #stage(title: string): void {
    this.#output.progress.end();
    this.#output.message(`\n${title}`);
  }

  #probing({ done, probes }: Extract<StudyEvent, { type: 'probing' }>): void {
    this.#output.progress.show(width =>
      joinToFit(
        ['Trying how long it will take', `${done} of ${formatPlural(probes, 'trial')}`],
        ' · ',
        width,
      ),
    );
  }

  #estimate({ cost }: Extract<StudyEvent, { type: 'estimate' }>): void {
    this.#output.progress.end();
    const { cells, seconds, lanes, flops } = cost;
    const work = flops > 0 ? `${formatFlops(flops)}, ` : '';
    const side = lanes > 1 ? `, ${lanes} side by side` : '';
    this.#output.message(
      `Estimate: ${formatPlural(cells, 'run')} to do, ${work}about ${formatDuration(1000 * seconds)} on this machine${side}`,
    );
    this.#output.record({ type: 'estimate', runs: cells, seconds, lanes, flops });
  }

  #planned({ cells, found }: Extract<StudyEvent, { type: 'planned' }>): void {
    this.#output.progress.end();
    const done = found > 0 ? `, ${found} of them done already` : '';
    this.#output.message(`${formatPlural(cells, 'run')}${done}`);
  }

  #progress({ progress }: Extract<StudyEvent, { type: 'progress' }>): void {
    const { cells, done, failed, underWay, timeLeftMs } = progress;
    this.#output.progress.show(width => {
      const parts = [
        `${done} of ${cells} runs`,
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(timeLeftMs ? [`up to ${formatDuration(timeLeftMs)} left`] : []),
        ...underWay.map(({ name, share }) => `${name} ${formatPercent(share, 0)}`),
      ];
      return joinToFit(parts, ' · ', width);
    });
  }

  #finished({ name, result }: Extract<StudyEvent, { type: 'finished' }>): void {
    const { key, test, epochs, timing } = result;
    this.#output.record({
      type: 'cell',
      name,
      key,
      accuracy: test?.accuracy ?? null,
      loss: test?.loss ?? null,
      epochs,
      seconds: timing.seconds,
    });
    if (this.#output.json) return;
    const accuracy = test ? `test accuracy ${formatPercent(test.accuracy)}` : 'no test drawings';
    const how = `${formatPlural(epochs, passWord(result.model))} in ${formatDuration(1000 * timing.seconds)}`;
    this.#output.message(`${name}: ${accuracy}, ${how}`);
  }

  #failed({ name, failure }: Extract<StudyEvent, { type: 'failed' }>): void {
    this.#output.warn(`${name} failed: ${failure.message} ${failure.hint ?? ''}`.trimEnd());
    this.#output.record({ type: 'failed', name, problem: failure.message });
  }
}
