import picocolors from 'picocolors';
import { hasColors, type Io, isTerminal, type TextStream, terminalWidth } from './io.ts';
import { ProgressLine } from './progress.ts';
import { wrapText } from './text-width.ts';
import { asTyped } from './typed-command.ts';

/** Functions that color a text, or leave it alone where there is no terminal. */
export type Colors = ReturnType<typeof picocolors.createColors>;

/**
 * Where a command's words go: results to stdout, as text or (`--json`) as one object a line;
 * progress and messages to stderr. Every method adds the line's end.
 */
export class Output {
  /** Whether stdout carries JSON lines instead of text. */
  readonly json: boolean;
  /** Colors for what is printed on stdout. */
  readonly colors: Colors;
  /** Whether stdout is a terminal that shows pictures made of colored characters. */
  readonly hasColors: boolean;
  readonly progress: ProgressLine;
  readonly #io: Io;
  readonly #messageColors: Colors;

  constructor(io: Io, json: boolean) {
    this.#io = io;
    this.json = json;
    this.hasColors = hasColors(io.stdout, io.env);
    this.colors = picocolors.createColors(this.hasColors);
    this.#messageColors = picocolors.createColors(hasColors(io.stderr, io.env));
    this.progress = new ProgressLine(io.stderr, isTerminal(io.stderr, io.env), io.clock);
  }

  /** What the user types to start the program: for command lines to copy. */
  get program(): string {
    return this.#io.program;
  }

  /** Columns of the terminal on stdout; without one, as many as it takes. */
  get width(): number {
    return terminalWidth(this.#io.stdout, this.#io.env);
  }

  /** A result for people. Nothing with `--json`. */
  print(text: string): void {
    if (!this.json) this.#write(this.#io.stdout, text);
  }

  /** A result for machines: one line of JSON. Nothing without `--json`. The last one has type `summary`. */
  record(object: { type: string; [key: string]: unknown }): void {
    if (this.json) this.progress.above(() => this.#io.stdout.write(`${JSON.stringify(object)}\n`));
  }

  /** Something to know on the way. */
  message(text: string): void {
    this.#write(this.#io.stderr, text);
  }

  /** Something to know that may need doing something about. */
  warn(text: string): void {
    this.message(`${this.#messageColors.yellow('warning:')} ${text}`);
  }

  #write(stream: TextStream, text: string): void {
    const lines = wrapText(asTyped(text, this.program), terminalWidth(stream, this.#io.env));
    this.progress.above(() => stream.write(`${lines.join('\n')}\n`));
  }
}
