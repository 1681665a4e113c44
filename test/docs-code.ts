import { readFileSync } from 'node:fs';

/** The code of one language in a page of docs/, so that a test runs what readers copy. */
export function codeInDocs(page: string, language: string): string {
  const text = readFileSync(new URL(`../docs/${page}`, import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks
    .filter(([, found]) => found === language)
    .map(([, , code]) => code)
    .join('\n');
}
