import type { Command as CommanderCommand, HelpConfiguration } from 'commander';
import picocolors from 'picocolors';
import type { Command } from './command.ts';
import type { Parameter } from './parameter.ts';
import { wrapText } from './text-width.ts';

// Commander takes the colors away where there is no terminal.
const colors = picocolors.createColors(true);

const INDENT = 2;
const NARROWEST_DESCRIPTION = 24;

/** How help looks: flags without brackets (`--width N`), titles in bold, descriptions below in a narrow terminal. */
export const helpStyle: HelpConfiguration = {
  showGlobalOptions: true,
  minWidthToWrap: 20,
  optionTerm: option => option.flags.replace(/[<>]/g, ''),
  argumentTerm: argument => argument.name(),
  subcommandTerm: command => command.name(),
  styleTitle: colors.bold,
  styleOptionText: colors.cyan,
  styleArgumentText: colors.cyan,
  styleSubcommandText: colors.cyan,
  formatItem(term, termWidth, description, helper) {
    const width = helper.helpWidth ?? 80;
    const left = INDENT + termWidth + 2;
    const indent = ' '.repeat(INDENT);
    if (width - left < NARROWEST_DESCRIPTION) {
      const lines = wrapText(description, width - 2 * INDENT - 2);
      return [indent + term, ...lines.map(line => ' '.repeat(2 * INDENT + 2) + line)].join('\n');
    }
    const gap = ' '.repeat(left - INDENT - helper.displayWidth(term));
    return indent + term + gap + wrapText(description, width - left).join(`\n${' '.repeat(left)}`);
  },
};

/** The arguments part of a usage line: `RUN FILE…`, optional ones in brackets. */
export function usageText(command: Command): string {
  const words = Object.values(command.arguments).map(argument => {
    const word = argument.kind === 'list' ? `${argument.placeholder}…` : argument.placeholder;
    return argument.required ? word : `[${word}]`;
  });
  return ['[options]', ...words].join(' ');
}

/** An option's or argument's description with its choices and default. */
export function parameterText(parameter: Parameter<unknown>): string {
  if (parameter.kind === 'switch' || parameter.default === undefined) return parameter.description;
  return `${parameter.description} (default: ${parameter.default})`;
}

/** The part of a command's help that follows its options; `program` is what the user types for `qdl`. */
export function examplesText(command: Command, program: string): string {
  const lines = command.examples.flatMap(({ command: line, does }) => [
    `  ${colors.dim(`# ${does}`)}`,
    `  ${line.replace(/^qdl\b/, program)}`,
  ]);
  return [`\n${colors.bold('Examples:')}`, ...lines].join('\n');
}

/** Where a command's help is. */
export function helpHint(command: CommanderCommand): string {
  const names: string[] = [];
  for (let at: CommanderCommand | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return `See \`${names.join(' ')} --help\`.`;
}
