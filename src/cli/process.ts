import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { tellError } from './error-message.ts';
import { BrokenPipe, Interrupted, type Io } from './io.ts';
import { main } from './main.ts';
import { typedCommand } from './typed-command.ts';

const EXIT = { failed: 1, interrupted: 130 } as const;

/** Runs the command line of this process: its arguments, streams, signals and exit code. */
export async function runProcess(): Promise<void> {
  const abort = new AbortController();
  stopOnSignals(abort);
  survivePipes(abort);
  const io: Io = {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    program: typedCommand({ path: process.argv[1]!, env: process.env }),
    signal: abort.signal,
    clock: () => performance.now(),
  };
  // An error outside of the command's promises, such as in a callback of a stream.
  process.on('uncaughtException', error => {
    tellError(error, process.argv.includes('--debug'), io);
    process.exit(EXIT.failed);
  });
  // Should there be nothing left to wait for before the command has ended, that is a failure, not silence.
  process.exitCode = EXIT.failed;
  // Not process.exit(): what is still on its way to a pipe would be lost.
  process.exitCode = await main(process.argv.slice(2), io);
}

/** The first Ctrl-C asks for a clean stop, the second one stops. */
function stopOnSignals(abort: AbortController): void {
  const stop = () => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort(new Interrupted('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** `qdl … | head` closes stdout early: nothing more is written, and the command stops. */
function survivePipes(abort: AbortController): void {
  process.stdout.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE')
      throw pathFailure(RunError, 'write', 'the results to stdout', error);
    if (!abort.signal.aborted) abort.abort(new BrokenPipe('stdout is closed'));
  });
  // Without stderr there is nowhere to tell anything.
  process.stderr.on('error', () => {});
}
