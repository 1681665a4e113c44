import type { TextStream } from './io.ts';
import { fitText } from './text-width.ts';

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 10_000;
const ERASE_LINE = '\r\x1b[K';

/** What a progress line says, given the columns there are. Called only when the line is drawn. */
export type Compose = (width: number) => string;

/**
 * One line that tells how far a command is. On a terminal it is rewritten in place, ten times a second at most;
 * elsewhere (a file, a pipe) a plain line is written every ten seconds.
 */
export class ProgressLine {
  readonly #stream: TextStream;
  readonly #live: boolean;
  readonly #clock: () => number;
  #compose: Compose | undefined;
  #drawn = false;
  #lastAt: number;

  /** @param live whether the stream is a terminal that can rewrite a line. */
  constructor(stream: TextStream, live: boolean, clock: () => number) {
    this.#stream = stream;
    this.#live = live;
    this.#clock = clock;
    this.#lastAt = live ? Number.NEGATIVE_INFINITY : clock();
  }

  /** Whether the line is rewritten in place. */
  get isLive(): boolean {
    return this.#live;
  }

  /** Shows a new state; cheap to call as often as there is one. */
  show(compose: Compose): void {
    this.#compose = compose;
    const now = this.#clock();
    if (now - this.#lastAt < (this.#live ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#lastAt = now;
    if (this.#live) this.#draw();
    else this.#stream.write(`${compose(Number.POSITIVE_INFINITY)}\n`);
  }

  /** Lets `write` print whole lines to the terminal: above the line, which is taken away and drawn again. */
  above(write: () => void): void {
    this.#erase();
    write();
    if (this.#live && this.#compose !== undefined) this.#draw();
  }

  /** Takes the line away. */
  end(): void {
    this.#erase();
    this.#compose = undefined;
    if (this.#live) this.#lastAt = Number.NEGATIVE_INFINITY;
  }

  #draw(): void {
    // The last column stays free: a terminal would start a new line after it.
    const width = (this.#stream.columns || 80) - 1;
    // Written over the old line and in one piece, so that nothing flickers.
    this.#stream.write(`\r${fitText(this.#compose!(width), width)}\x1b[K`);
    this.#drawn = true;
  }

  #erase(): void {
    if (!this.#drawn) return;
    this.#stream.write(ERASE_LINE);
    this.#drawn = false;
  }
}
