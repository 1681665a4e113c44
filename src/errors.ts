// The errors a user may see. Each says what is wrong and where in `message`, and what to do in `hint`.

interface LabErrorOptions {
  /** What the user can do about it, one sentence. */
  hint?: string;
  cause?: unknown;
}

abstract class LabError extends Error {
  /** Exit code of the command that ends with this error. */
  abstract readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(message: string, options: LabErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** A command or function was asked for something that makes no sense: an unknown flag, a width of 0, an unknown category. */
export class UsageError extends LabError {
  readonly exitCode = 2;
}

/** A file of drawings or a model is missing, truncated, foreign or hostile; or a download failed. */
export class DataError extends LabError {
  readonly exitCode = 1;
}

/** A run cannot start or go on: its directory is in use, damaged, finished or full; its loss is not a number. */
export class RunError extends LabError {
  readonly exitCode = 1;
}

/** A graph cannot be built or compiled: shapes that do not fit, a kernel that is missing. */
export class EngineError extends LabError {
  readonly exitCode = 1;
}

/** Whether `error` is one of the errors above, with a message fit to be shown without its stack. */
export function isLabError(error: unknown): error is LabError {
  return error instanceof LabError;
}
