import picocolors from 'picocolors';
import { isLabError } from '../errors.ts';
import { hasColors, type Io, terminalWidth } from './io.ts';
import type { Colors } from './output.ts';
import { wrapText } from './text-width.ts';
import { asTyped } from './typed-command.ts';

const LABEL = 'error: ';

interface ErrorMessageOptions {
  readonly colors: Colors;
  /** Columns of the terminal. */
  readonly width: number;
  /** What the user types to start the program. */
  readonly program: string;
  /** Whether to add the stack. */
  readonly debug: boolean;
}

/** The one message that an error is to the user: what is wrong and where, then what to do, with `debug` the stack. */
function errorMessage(error: unknown, { colors, width, program, debug }: ErrorMessageOptions): string {
  const { message, hint } = describe(error);
  const indent = ' '.repeat(LABEL.length);
  const lines = [message, ...(hint === undefined ? [] : [hint])].flatMap(text =>
    wrapText(asTyped(text, program), width - LABEL.length),
  );
  const told = colors.bold(colors.red(LABEL)) + lines.join(`\n${indent}`);
  return debug ? `${told}\n\n${colors.dim(stackOf(error))}` : told;
}

/** Writes that message to stderr. */
export function tellError(
  error: unknown,
  debug: boolean,
  { stderr, env, program }: Pick<Io, 'stderr' | 'env' | 'program'>,
): void {
  const colors = picocolors.createColors(hasColors(stderr, env));
  const width = terminalWidth(stderr, env);
  stderr.write(`${errorMessage(error, { colors, width, program, debug })}\n`);
}

function describe(error: unknown): { message: string; hint: string | undefined } {
  if (isLabError(error)) return { message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  if (isSystemError(error)) return { message, hint: undefined };
  return {
    message,
    hint: 'That was not foreseen. Run the command again with --debug and report what it says.',
  };
}

/** A call to the system failed: its message says which and on what file. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}
