import { isLabError } from '../errors.ts';
import { packageVersion } from '../node/version.ts';
import type { Command } from './command.ts';
import { commands, groups } from './commands/index.ts';
import { readConfig } from './config.ts';
import { tellError } from './error-message.ts';
import { BrokenPipe, type Io } from './io.ts';
import { Output } from './output.ts';
import { type Invocation, parseCommandLine } from './program.ts';
import { checkRequirements, currentHost } from './requirements.ts';
import { argumentValues, optionValues } from './values.ts';

const EXIT = { done: 0, failed: 1, interrupted: 130 } as const;

/**
 * Runs one command line, such as `['data', 'list', '--json']`, to its end.
 * @returns the exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted.
 */
export async function main(
  argv: readonly string[],
  io: Io,
  known: readonly Command[] = commands,
): Promise<number> {
  try {
    checkRequirements(currentHost());
    const invocation = parseCommandLine(argv, { commands: known, groups, version: packageVersion(), io });
    if (invocation !== undefined) await run(invocation, io);
    return io.signal.aborted ? abortedCode(io.signal) : EXIT.done;
  } catch (error) {
    if (isAbort(error, io.signal)) return abortedCode(io.signal);
    tellError(error, argv.includes('--debug'), io);
    return isLabError(error) ? error.exitCode : EXIT.failed;
  }
}

async function run({ command, arguments: words, options: flags, global }: Invocation, io: Io): Promise<void> {
  const output = new Output(io, global.json === true);
  const onAbort = () => tellStopping(output, io.signal);
  io.signal.addEventListener('abort', onAbort);
  try {
    const config = global.config === undefined ? {} : await readConfig(global.config, command.options);
    await command.run({
      arguments: argumentValues(command.arguments, words),
      options: optionValues(command.options, flags, config, global.config),
      output,
      signal: io.signal,
      clock: io.clock,
    });
  } finally {
    io.signal.removeEventListener('abort', onAbort);
    output.progress.end();
  }
}

function tellStopping(output: Output, signal: AbortSignal): void {
  if (signal.reason instanceof BrokenPipe) return;
  output.message('Stopping. Press Ctrl-C again to stop at once.');
}

function isAbort(error: unknown, signal: AbortSignal): boolean {
  if (!signal.aborted) return false;
  return error === signal.reason || (error instanceof Error && error.name === 'AbortError');
}

// Whoever reads only the head of the results has what he wants: that is no failure.
function abortedCode(signal: AbortSignal): number {
  return signal.reason instanceof BrokenPipe ? EXIT.done : EXIT.interrupted;
}
