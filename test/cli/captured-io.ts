import type { Io, TextStream } from '../../src/cli/io.ts';

export interface CapturedIo extends Io {
  /** What was written so far. */
  readonly out: () => string;
  readonly err: () => string;
  readonly abort: AbortController;
}

interface CapturedIoOptions {
  /** Columns, when both streams are terminals. */
  readonly terminal?: number;
  readonly env?: Record<string, string>;
  readonly clock?: () => number;
}

/** A world for a command whose streams are remembered. */
export function captureIo({ terminal, env = {}, clock = () => 0 }: CapturedIoOptions = {}): CapturedIo {
  const abort = new AbortController();
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err'): TextStream => ({
    write(text: string) {
      written[name] += text;
    },
    ...(terminal === undefined ? {} : { isTTY: true, columns: terminal }),
  });
  return {
    stdout: stream('out'),
    stderr: stream('err'),
    env,
    program: 'qdl',
    signal: abort.signal,
    clock,
    out: () => written.out,
    err: () => written.err,
    abort,
  };
}
