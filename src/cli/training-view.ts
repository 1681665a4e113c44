import type { EpochMetrics, RunRecord, TrainEvent } from '../train/index.ts';
import { formatCount, formatDuration, formatPercent, formatPlural } from './format.ts';
import type { Output } from './output.ts';
import { readingProgress } from './reading-progress.ts';
import { passesOf } from './run-words.ts';
import { shownPath } from './shown-path.ts';
import { Speed } from './speed.ts';
import { joinToFit } from './text-width.ts';

/** Shows training as it goes: a live line on a terminal, elsewhere a line an epoch; with `--json` an object an epoch. */
export class TrainingView {
  readonly #output: Output;
  readonly #clock: () => number;
  readonly #speed = new Speed();
  readonly #reading: (done: number, total: number) => void;
  #run: { readonly directory: string; readonly record: RunRecord } | undefined;
  #epochsDone = 0;
  #drawingsDone = 0;

  constructor(output: Output, clock: () => number) {
    this.#output = output;
    this.#clock = clock;
    this.#reading = readingProgress(output, clock);
  }

  /** The directory of the run, once training has begun. */
  get directory(): string | undefined {
    return this.#run?.directory;
  }

  readonly onEvent = (event: TrainEvent): void => {
    if (event.type === 'opening') this.#reading(event.progress.done, event.progress.total);
    else if (event.type === 'note') this.#output.message(event.text);
    else if (event.type === 'start') this.#start(event);
    else if (event.type === 'step') this.#step(event);
    else if (event.type === 'epoch') this.#epoch(event);
    else this.#output.progress.show(() => `Measuring on ${formatPlural(event.drawings, 'test drawing')}`);
  };

  #start({ directory, record, epochsDone }: Extract<TrainEvent, { type: 'start' }>): void {
    this.#run = { directory, record };
    this.#epochsDone = epochsDone;
    this.#output.progress.end();
    this.#output.message(
      `${begins(record, epochsDone)}\n${drawingsText(record)}\nRun: ${shownPath(directory)}`,
    );
  }

  #step({ epoch, drawings, loss, accuracy }: Extract<TrainEvent, { type: 'step' }>): void {
    const { record } = this.#run!;
    const perEpoch = record.drawings.train;
    const { word, most } = passesOf(record);
    const total = most * perEpoch;
    this.#drawingsDone = (epoch - 1) * perEpoch + drawings;
    this.#speed.record(this.#drawingsDone, this.#clock());
    if (!this.#output.progress.isLive) return;
    this.#output.progress.show(width => {
      const left = this.#speed.timeLeftMs(total);
      const parts = [
        `${word} ${epoch}/${most}`,
        `loss ${loss.toFixed(3)}`,
        `accuracy ${formatPercent(accuracy)}`,
        ...(this.#speed.perSecond > 0 ? [`${formatCount(this.#speed.perSecond)} images/s`] : []),
        ...(left === undefined ? [] : [`${mayStop(record) ? 'up to ' : ''}${formatDuration(left)} left`]),
      ];
      return joinToFit(parts, ' · ', width);
    });
  }

  #epoch({ metrics, isBest }: Extract<TrainEvent, { type: 'epoch' }>): void {
    const { record } = this.#run!;
    this.#epochsDone = metrics.epoch;
    const imagesPerSecond = record.drawings.train / metrics.seconds;
    this.#output.record({ type: 'epoch', ...metrics, isBest, imagesPerSecond });
    if (this.#output.progress.isLive || this.#output.json) return;
    const mark = isBest && metrics.validation ? ' · best' : '';
    this.#output.message(`${epochText(metrics, record)} · ${formatCount(imagesPerSecond)} images/s${mark}`);
  }

  /** Says how to go on with a run that was stopped. */
  tellStopped(how: string): void {
    const done = formatPlural(this.#epochsDone, this.#run ? passesOf(this.#run.record).word : 'epoch');
    this.#output.progress.end();
    this.#output.message(`Stopped after ${done}; everything is saved. Go on with:\n  ${how}`);
  }
}

function begins(record: RunRecord, epochsDone: number): string {
  const done = formatPlural(epochsDone, passesOf(record).word);
  const place = epochsDone === 0 ? '' : `, going on after ${done}`;
  return `${describeModel(record)}; ${formatPlural(record.host.threads, 'thread')}${place}`;
}

function describeModel({ config, parameters }: RunRecord): string {
  if (config.model === 'gbdt')
    return `gbdt, ${formatPlural(config.leaves, 'leaf', 'leaves')}, learning rate ${config.learningRate}`;
  const size = config.model === 'cnn' ? `width ${config.width}` : `layers ${config.hidden.join(', ')}`;
  const norm = config.norm === 'none' ? [] : [`${config.norm} norm`];
  return [config.model, size, ...norm, formatPlural(parameters, 'parameter')].join(', ');
}

function drawingsText({ categories, drawings }: RunRecord): string {
  const { train, validation, test } = drawings;
  const sides = `${formatCount(train)} train, ${formatCount(validation)} validation, ${formatCount(test)} test`;
  return `${formatPlural(categories.length, 'category', 'categories')}: ${sides} drawings`;
}

function epochText({ epoch, train, validation }: EpochMetrics, record: RunRecord): string {
  const { word, most } = passesOf(record);
  const onTrain = `loss ${train.loss.toFixed(3)}, accuracy ${formatPercent(train.accuracy)}`;
  const onValidation =
    validation && `validation ${validation.loss.toFixed(3)}, ${formatPercent(validation.accuracy)}`;
  return [`${word} ${epoch}/${most}`, onTrain, ...(onValidation ? [onValidation] : [])].join(' · ');
}

/** Whether early stopping may end it before its last epoch. */
function mayStop({ config, drawings }: RunRecord): boolean {
  return config.patience > 0 && drawings.validation > 0;
}
