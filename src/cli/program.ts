import { Argument, Command as CommanderCommand, CommanderError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import type { Command } from './command.ts';
import { flagName } from './flag-name.ts';
import { examplesText, helpHint, helpStyle, parameterText, usageText } from './help.ts';
import { hasColors, type Io } from './io.ts';
import type { Parameter } from './parameter.ts';
import type { Given } from './values.ts';

/** A command the user asked for, with the texts he gave it. */
export interface Invocation {
  readonly command: Command;
  readonly arguments: Given;
  readonly options: Given;
  readonly global: GlobalOptions;
}

interface GlobalOptions {
  readonly json?: true;
  readonly config?: string;
  readonly debug?: true;
}

interface ProgramOptions {
  readonly commands: readonly Command[];
  /** Summaries of the groups: `data` of `data get`. */
  readonly groups: Readonly<Record<string, string>>;
  readonly version: string;
  readonly io: Io;
}

/**
 * Reads the command line.
 * @returns what to run, or undefined when help or the version was asked for and has been printed.
 * @throws UsageError when the command line makes no sense.
 */
export function parseCommandLine(argv: readonly string[], options: ProgramOptions): Invocation | undefined {
  let invocation: Invocation | undefined;
  const program = buildProgram(options, found => {
    invocation = found;
  });
  try {
    program.parse(helpAsFlag(argv), { from: 'user' });
  } catch (error) {
    // Commander ends this way, too, when it has shown help or the version.
    if (!(error instanceof CommanderError)) throw error;
  }
  return invocation;
}

/** `qdl help train` is `qdl train --help`. */
function helpAsFlag(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
}

function buildProgram(options: ProgramOptions, found: (invocation: Invocation) => void): CommanderCommand {
  const program = styled(new CommanderCommand(options.io.program), options.io)
    .description('Train, understand and compare networks on the drawings of Quick, Draw!')
    .version(options.version, '-v, --version', 'show the version')
    .option('--json', 'print results as one JSON object a line, and nothing else, on stdout')
    .option('--config <FILE>', 'take options from a JSON file; flags win')
    .option('--debug', 'show the stack of an error');
  for (const command of options.commands) addCommand(program, command, options, found);
  return program;
}

function addCommand(
  program: CommanderCommand,
  command: Command,
  { groups, io }: ProgramOptions,
  found: (invocation: Invocation) => void,
): void {
  const words = command.name.split(' ');
  const parent = words.length === 1 ? program : groupOf(program, words[0]!, groups, io);
  const built = styled(new CommanderCommand(words.at(-1)!), io)
    .summary(command.summary)
    .description(command.description)
    .usage(usageText(command));
  for (const argument of Object.values(command.arguments)) built.addArgument(commanderArgument(argument));
  for (const [key, option] of Object.entries(command.options)) {
    built.addOption(commanderOption(key, option));
    // Where something else than the flag may switch it on, it can be switched off.
    if (option.kind === 'switch' && option.default === undefined)
      built.addOption(new Option(flagName(key).replace('--', '--no-'), `not ${flagName(key)}`));
  }
  if (command.examples.length > 0) built.addHelpText('after', examplesText(command, io.program));
  built.action(() => {
    const names = Object.keys(command.arguments);
    found({
      command,
      arguments: Object.fromEntries(names.map((name, at) => [name, built.processedArgs[at]])),
      options: built.opts(),
      global: program.opts(),
    });
  });
  parent.addCommand(built);
}

function groupOf(program: CommanderCommand, name: string, groups: ProgramOptions['groups'], io: Io) {
  const known = program.commands.find(command => command.name() === name);
  if (known !== undefined) return known;
  const summary = groups[name]!;
  const sentence = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  const group = styled(new CommanderCommand(name), io).summary(summary).description(sentence);
  program.addCommand(group);
  return group;
}

function styled(command: CommanderCommand, io: Io): CommanderCommand {
  return command
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp(helpStyle)
    .configureOutput({
      writeOut: text => io.stdout.write(text),
      writeErr: text => io.stderr.write(text),
      // Errors are thrown, and told in one place.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => hasColors(io.stdout, io.env),
      getErrHasColors: () => hasColors(io.stderr, io.env),
    })
    .exitOverride(error => {
      throw error.exitCode === 0 ? error : asUsageError(error, command);
    });
}

function asUsageError(error: CommanderError, command: CommanderCommand): UsageError {
  // Commander has shown the help of a command that only holds others.
  if (error.code === 'commander.help') return new UsageError('A command is missing.');
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const sentence = message.charAt(0).toUpperCase() + message.slice(1).replace(/[<>]/g, '');
  return new UsageError(sentence.endsWith('.') ? sentence : `${sentence}.`, {
    hint: suggestion === undefined ? helpHint(command) : suggestion.replace(/[()]/g, ''),
  });
}

function commanderOption(key: string, option: Parameter<unknown>): Option {
  const flag = flagName(key);
  const flags = option.kind === 'switch' ? flag : `${flag} <${option.placeholder}>`;
  return new Option(flags, parameterText(option));
}

// Commander's arguments are all optional here: what is missing is told in our words, with those of the options.
function commanderArgument(argument: Parameter<unknown>): Argument {
  const name = argument.kind === 'list' ? `${argument.placeholder}...` : argument.placeholder;
  return new Argument(`[${name}]`, parameterText(argument));
}
