import { basename, delimiter, dirname } from 'node:path';
import { shellWord, shownPath } from './shown-path.ts';

interface Start {
  /** Path of the program that was started, process.argv[1]. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What the user types to start this program the way it was started: `npx qdl` in a clone (npx and `npm start` set
 * npm_command), `qdl` where it is installed on the PATH, else `node` with its path.
 */
export function typedCommand({ path, env }: Start): string {
  if (env.npm_command !== undefined) return 'npx qdl';
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter);
  if (/^qdl(\.\w+)?$/.test(basename(path)) && folders.includes(dirname(path))) return 'qdl';
  return `node ${shellWord(shownPath(path))}`;
}

/** A text in which commands, which stand in backquotes (`qdl runs`), begin with what the user types. */
export function asTyped(text: string, command: string): string {
  return text.replaceAll('`qdl ', `\`${command} `);
}
