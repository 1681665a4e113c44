import type { Command } from '../command.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [];

/** Groups of commands with their summaries. */
export const groups: Readonly<Record<string, string>> = {
  data: 'drawings: download them, look at them, check them',
};
