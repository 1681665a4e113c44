/** What the command line needs of a stream: process.stdout is one, and so is a test's array of strings. */
export interface TextStream {
  write(text: string): unknown;
  /** True on a terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
}

/** The world around a command, so that tests can run one without a process of its own. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the user types to start the program, such as `npx qdl`: for commands to copy. */
  readonly program: string;
  /** Aborted by the first Ctrl-C (reason: Interrupted) or when nobody reads stdout any more (BrokenPipe). */
  readonly signal: AbortSignal;
  /** Milliseconds, of a clock that does not go back. */
  readonly clock: () => number;
}

/** The user pressed Ctrl-C, or the system asked the process to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The reader of stdout has gone away, as `head` does when it has its lines. */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

/** Whether a line on `stream` can be rewritten and colored. */
export function isTerminal(stream: TextStream, env: Io['env']): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb';
}

/** Columns of the terminal on `stream`; without one, as many as it takes. */
export function terminalWidth(stream: TextStream, env: Io['env']): number {
  return isTerminal(stream, env) ? stream.columns || 80 : Number.POSITIVE_INFINITY;
}

/** Colors only on a terminal, and never with NO_COLOR (https://no-color.org). */
export function hasColors(stream: TextStream, env: Io['env']): boolean {
  return isTerminal(stream, env) && !env.NO_COLOR;
}
