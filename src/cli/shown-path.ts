import { isAbsolute, relative } from 'node:path';

/** A path as the user would write it: from where he is, if it lies below. */
export function shownPath(path: string): string {
  const short = relative(workingFolder() ?? path, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** Where the user is; undefined if the folder has been removed. */
export function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** A word of a command line to copy, in quotes where the shell needs them. */
export function shellWord(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word;
  // Windows' shells know double quotes only, and no single ones within.
  return process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
