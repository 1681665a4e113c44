import type { DownloadEvent } from '../data/node/index.ts';
import { formatByteRate, formatBytes, formatDuration, formatPercent } from './format.ts';
import type { Output } from './output.ts';
import { Speed } from './speed.ts';
import { joinToFit } from './text-width.ts';

/** Shows a download as it goes: a progress line, and a message for what went wrong. */
export class DownloadView {
  readonly #output: Output;
  readonly #clock: () => number;
  readonly #speed = new Speed();
  /** Bytes here of each file. */
  readonly #bytesOf = new Map<string, number>();
  readonly #underWay = new Map<string, string>();
  #bytes = 0;
  #totalBytes: number | undefined = 0;
  #filesDone = 0;
  #files = 0;

  constructor(output: Output, clock: () => number) {
    this.#output = output;
    this.#clock = clock;
  }

  readonly onEvent = (event: DownloadEvent): void => {
    if (event.type === 'sized') {
      this.#output.progress.show(() => `Asking for sizes: ${event.done} of ${event.of} files`);
    } else if (event.type === 'planned') {
      this.#start(event.files);
    } else if (event.type === 'bytes') {
      this.#note(event.category, event.bytes);
      const share = event.size ? ` ${formatPercent(event.bytes / event.size, 0)}` : '';
      this.#underWay.set(event.category, event.category + share);
      this.#speed.record(this.#bytes, this.#clock());
      this.#show();
    } else if (event.type === 'retry') {
      const when = event.waitMs > 0 ? `; next attempt in ${formatDuration(event.waitMs)}` : '';
      this.#output.message(`${event.category}: ${event.reason}${when}.`);
    } else {
      this.#finish(event);
    }
  };

  #start(files: Extract<DownloadEvent, { type: 'planned' }>['files']): void {
    this.#files = files.length;
    for (const file of files) {
      this.#note(file.category, file.bytesHere);
      // One file of unknown size makes the sum unknown.
      if (file.action !== 'refused') this.#totalBytes = add(this.#totalBytes, file.size);
    }
    this.#speed.record(this.#bytes, this.#clock());
  }

  #finish(file: Extract<DownloadEvent, { type: 'file' }>): void {
    this.#filesDone++;
    this.#underWay.delete(file.category);
    this.#note(file.category, file.bytes);
    if (file.error !== undefined)
      this.#output.warn(`${file.error.message} ${file.error.hint ?? ''}`.trimEnd());
    this.#output.record({
      type: 'file',
      category: file.category,
      path: file.path,
      state: file.state,
      bytes: file.bytes,
      ...(file.error === undefined ? {} : { error: file.error.message }),
    });
    this.#show();
  }

  #note(category: string, bytes: number): void {
    this.#bytes += bytes - (this.#bytesOf.get(category) ?? 0);
    this.#bytesOf.set(category, bytes);
  }

  #show(): void {
    this.#output.progress.show(width => {
      const total = this.#totalBytes;
      const timeLeft = total === undefined ? undefined : this.#speed.timeLeftMs(total);
      const parts = [
        `${this.#filesDone} of ${this.#files} files`,
        formatBytes(this.#bytes) + (total === undefined ? '' : ` of ${formatBytes(total)}`),
        ...(this.#speed.perSecond > 0 ? [formatByteRate(this.#speed.perSecond)] : []),
        ...(timeLeft === undefined ? [] : [`${formatDuration(timeLeft)} left`]),
        ...(this.#underWay.size === 0 ? [] : [[...this.#underWay.values()].join(', ')]),
      ];
      return joinToFit(parts, ' · ', width);
    });
  }
}

function add(sum: number | undefined, amount: number | undefined): number | undefined {
  return sum === undefined || amount === undefined ? undefined : sum + amount;
}
