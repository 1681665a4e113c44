import { isAbsolute, relative } from 'node:path';

/** A path as the user would write it: from where he is, if it lies below. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}

/** A word of a command line to copy, in quotes where the shell needs them. */
export function shellWord(word: string): string {
  if (/^[\w./:=@%+,-]+$/.test(word)) return word;
  // Windows' shells know double quotes only, and no single ones within.
  return process.platform === 'win32' ? `"${word}"` : `'${word.replaceAll("'", `'\\''`)}'`;
}
