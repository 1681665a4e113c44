import { dirname } from 'node:path';
import { enumerate } from '../enumerate.ts';
import { type FoundFile, REPRESENTATIONS } from './find-files.ts';

const rank = ({ representation }: FoundFile) => REPRESENTATIONS.indexOf(representation);
const isBitmap = ({ representation }: FoundFile) => representation === 'npy' || representation === 'npz';

/**
 * Which files of a category are read when there are several, by this rule:
 * the same drawings must not come twice in different forms, since a drawing and its likeness could then be on
 * different sides of the split; so strokes are left out where there are bitmaps, and of strokes only one form is
 * read. Of files with the same name in one folder the first form is read. All that remain are used together, and
 * drawings they have in common are taken once.
 */
export function chooseFiles(files: readonly FoundFile[]): FoundFile[] {
  const sorted = [...files].sort(
    (a, b) => rank(a) - rank(b) || Number(a.gzipped) - Number(b.gzipped) || (a.path < b.path ? -1 : 1),
  );
  const [best] = sorted;
  if (best === undefined) return [];
  const sameForm = sorted.filter(file => (isBitmap(best) ? isBitmap(file) : rank(file) === rank(best)));
  const seen = new Set<string>();
  return sameForm.filter(file => {
    const name = `${dirname(file.path)}/${file.stem}`;
    return !seen.has(name) && seen.add(name);
  });
}

/** Says what was left out, by form. */
export function leftOutNotes(leftOut: ReadonlyMap<string, readonly FoundFile[]>): string[] {
  return REPRESENTATIONS.flatMap(representation => {
    const names = [...leftOut]
      .filter(([, files]) => files.some(file => file.representation === representation))
      .map(([category]) => category);
    if (names.length === 0) return [];
    return [
      `${WORDS[representation]} of ${enumerate(names, 'categories')} are not read: other files have the drawings.`,
    ];
  });
}

const WORDS: Readonly<Record<FoundFile['representation'], string>> = {
  npy: 'Other .npy files',
  npz: 'The .npz files',
  simplified: 'The simplified strokes (.ndjson)',
  binary: 'The binary strokes (.bin)',
  raw: 'The raw strokes (.ndjson)',
  'sketch-rnn': 'The sketch-rnn files (.npz)',
};
