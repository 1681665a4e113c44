import type { Output } from './output.ts';
import type { Parameters, Values } from './parameter.ts';

/**
 * A command as data. To add one, write `commands/<name>.ts`:
 *
 *     export const evaluate = defineCommand({
 *       name: 'evaluate',                          // 'data get' is the command `get` of the group `data`
 *       summary: 'measure a trained network',      // its line in the list of commands
 *       description: 'What it does, in a few sentences, for its own --help.',
 *       arguments: { run: text({ placeholder: 'RUN', description: 'a run: its directory or name', required: true }) },
 *       options: { batch: integer({ description: 'drawings a step', min: 1, default: 128 }), seed: seedOption },
 *       examples: [{ command: 'qdl evaluate latest', does: 'measure the last run on its own test side' }],
 *       async run({ arguments: { run }, options, output, signal }) {
 *         const { evaluateRun } = await import('../../train/index.ts');
 *         const result = await evaluateRun(run, { batch: options.batch, signal });
 *         output.print(`test accuracy ${formatPercent(result.accuracy)}`);
 *         output.record({ type: 'summary', ...result });
 *       },
 *     });
 *
 * and add it to the list in `commands/index.ts`. The frame gives it its flags (`perCategory` is `--per-category`),
 * strict reading of numbers, `--config`, `--help`, messages for wrong use and exit codes. The rules:
 *
 * - `run` has no logic: it calls a floor above and words the result. It imports that floor when it runs, so that
 *   `qdl --help` starts at once.
 * - Results for people go to `output.print`, for machines to `output.record`, progress to `output.progress.show`,
 *   everything else to `output.message` and `output.warn`. The last record has type `summary`.
 * - What fails throws an error of src/errors.ts, after the summary if there is one; its class decides the exit code.
 * - `signal` is handed on; what it stops comes to a clean state and throws `signal.reason` (`signal.throwIfAborted()`).
 */
export interface CommandDefinition<A extends Parameters, O extends Parameters> {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  /** In the order in which they are written; the last one may be a list. */
  readonly arguments: A;
  readonly options: O;
  readonly examples: readonly Example[];
  run(context: CommandContext<A, O>): Promise<void>;
}

/** A command line to copy, and what it does. */
export interface Example {
  readonly command: string;
  readonly does: string;
}

/** What a command gets when it runs. */
export interface CommandContext<A extends Parameters, O extends Parameters> {
  readonly arguments: Values<A>;
  readonly options: Values<O>;
  readonly output: Output;
  /** Aborted when the command is to stop. */
  readonly signal: AbortSignal;
  /** Milliseconds, to measure how long things take. */
  readonly clock: () => number;
}

/** A command whose parameters' types are of no interest, as the frame sees it. */
export type Command = CommandDefinition<Parameters, Parameters>;

/** Checks a command's types and forgets them, so that commands fit into one list. */
export function defineCommand<A extends Parameters, O extends Parameters>(
  definition: CommandDefinition<A, O>,
): Command {
  return definition as unknown as Command;
}
