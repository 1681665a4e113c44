import type { Duplicates } from './duplicates.ts';
import type { InkTally } from './ink-tally.ts';
import { DRAWING_BYTES } from './reader.ts';
import type { FileSurvey } from './survey.ts';

/** Something that is wrong with a file or a category, or that one should know. */
export interface Finding {
  /** `broken`: what is learned from it would be wrong. `odd`: worth a look. */
  readonly kind: 'broken' | 'odd';
  /** Path of the file, or name of the category. */
  readonly where: string;
  readonly what: string;
}

/** More drawings with ink on the ring than this share, and the file as a whole is shifted. */
const SHIFTED_SHARE = 0.1;
/** Strokes cover a fifth of the frame; more than half of it is ground taken for ink. */
const INVERTED_MEAN_INK = 0.5;

/** Judges a file that was read from end to end. */
export function fileFindings({ path, ink, error }: FileSurvey): Finding[] {
  const broken = (what: string): Finding => ({ kind: 'broken', where: path, what });
  const odd = (what: string): Finding => ({ kind: 'odd', where: path, what });
  if (error !== undefined) return [broken(faultOf(path, error))];
  if (ink.count === 0) return [broken('holds no drawing')];
  if (ink.blank === ink.count) return [broken('holds blank drawings only')];
  const findings: Finding[] = [];
  if (ink.meanInk > INVERTED_MEAN_INK)
    findings.push(broken('is inverted: more than half of the frame is ink; ink is 255 on ground 0'));
  if (ink.largestValue <= 1) findings.push(broken('has pixels of 0 and 1 only; ink is 255'));
  else if (ink.largestValue < 128)
    findings.push(odd(`has no pixel above ${ink.largestValue}; ink is 255 in published drawings`));
  findings.push(...ringFindings(ink, broken, odd));
  if (ink.blank > 0) findings.push(odd(`${drawings(ink.blank, ink)} blank`));
  return findings;
}

/** What an error says of a file, to follow its name. */
export function faultOf(path: string, { message }: Error): string {
  const fault = message.startsWith(`${path} `) ? message.slice(path.length + 1) : message;
  return fault.replace(/\.$/, '');
}

function ringFindings(
  ink: InkTally,
  broken: (what: string) => Finding,
  odd: (what: string) => Finding,
): Finding[] {
  if (ink.ringInked === 0) return [];
  const ringed = `${ink.ringInked} of ${ink.count} drawings have ink on the outermost ring of pixels`;
  return ink.ringInked > SHIFTED_SHARE * ink.count
    ? [broken(`is shifted, or not a file of ${DRAWING_BYTES} bytes a drawing: ${ringed}`)]
    : [odd(`${ringed}, which no published drawing has`)];
}

/** Judges equal drawings; `categories` are the names of those that were counted, in their order. */
export function duplicateFindings(categories: readonly string[], duplicates: Duplicates): Finding[] {
  const within = categories.flatMap((name, at) => {
    const count = duplicates.within[at]!;
    if (count === 0) return [];
    return [
      odd(name, `${count} ${count === 1 ? 'drawing occurs' : 'drawings occur'} earlier in the category`),
    ];
  });
  const between = duplicates.between.map(({ categories: [a, b], count }) =>
    odd(`${a}, ${b}`, `${count} ${count === 1 ? 'drawing is' : 'drawings are'} in both categories`),
  );
  return [...within, ...between];
}

function odd(where: string, what: string): Finding {
  return { kind: 'odd', where, what };
}

function drawings(count: number, ink: InkTally): string {
  return `${count} of ${ink.count} drawings ${count === 1 ? 'is' : 'are'}`;
}
