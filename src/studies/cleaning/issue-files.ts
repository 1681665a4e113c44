import { join } from 'node:path';
import { contactSheet, DRAWING_BYTES, encodePng } from '../../data/index.ts';
import { saveFile } from '../../node/save-file.ts';
import type { RunDrawings } from '../../sweep/index.ts';
import type { LabelReport, NamedIssue } from './label-report.ts';

/** Categories that get a picture, those with the largest share of issues. */
const GALLERIES = 5;
const COLUMNS = 8;
const MOST_DRAWINGS = 48;
/** Room for eighteen letters below a drawing. */
const SCALE = 4;
const LETTERS = 18;

/**
 * A list that `--exclude` of training takes: a name a line, with what is suspected of it behind `#`. It has the issues
 * that are likely enough to be wrong.
 */
export function formatIssueList(run: string, { issues, drawings, listed }: LabelReport): string {
  const lines = issues
    .filter(issue => issue.listed)
    .map(
      ({ drawing, given, suggested, margin }) =>
        `${drawing} # ${given} > ${suggested}, margin ${margin.toFixed(4)}\n`,
    );
  return [
    `# Label issues of the run ${run}, the likeliest errors first: ${listed} of ${issues.length} flagged, of ${drawings} drawings.\n`,
    '# Name of the drawing # label as given > suggested, how much likelier the given one is (0 to -1)\n',
    ...lines,
  ].join('');
}

/** The ranked issues as CSV (RFC 4180). */
export function formatIssueTable(issues: readonly NamedIssue[]): string {
  const rows = issues.map(({ drawing, given, suggested, selfConfidence, margin, listed }) =>
    [drawing, given, suggested, selfConfidence.toFixed(6), margin.toFixed(6), listed ? 1 : 0].join(','),
  );
  return ['drawing,given,suggested,selfConfidence,margin,listed', ...rows].map(row => `${row}\n`).join('');
}

/**
 * Draws the likeliest errors of the worst categories, each with what it may be instead.
 * @returns paths of the pictures.
 */
export async function drawGalleries(
  folder: string,
  { issues, categories }: LabelReport,
  drawings: RunDrawings,
): Promise<string[]> {
  const worst = categories.filter(({ flagged }) => flagged > 0).slice(0, GALLERIES);
  const paths: string[] = [];
  for (const { category } of worst) {
    const shown = issues.filter(({ given }) => given === category).slice(0, MOST_DRAWINGS);
    const bitmaps = await findBitmaps(drawings, new Set(shown.map(({ drawing }) => BigInt(`0x${drawing}`))));
    const cells = shown.map(issue => ({
      bitmap: bitmaps.get(BigInt(`0x${issue.drawing}`))!,
      caption: captionOf(issue),
    }));
    const path = join(folder, `${category.replaceAll(' ', '-')}.png`);
    await saveFile(path, encodePng(contactSheet(cells, { columns: COLUMNS, scale: SCALE })));
    paths.push(path);
  }
  return paths;
}

/** The suggested category, over two lines if it takes them, and its probability. */
function captionOf({ suggested, selfConfidence, margin }: NamedIssue): string[] {
  const sureness = `${Math.round(100 * (selfConfidence - margin))}% sure`;
  const name = `> ${suggested}`;
  if (name.length <= LETTERS) return [name, sureness];
  const end = name.lastIndexOf(' ', LETTERS);
  return [name.slice(0, end), `  ${name.slice(end + 1)}`, sureness];
}

async function findBitmaps(
  { parts }: RunDrawings,
  wanted: ReadonlySet<bigint>,
): Promise<Map<bigint, Uint8Array>> {
  const found = new Map<bigint, Uint8Array>();
  for (const source of [parts.train, parts.validation]) {
    const hashes = await source.contentHashes();
    for (const [place, hash] of hashes.entries()) {
      if (!wanted.has(hash)) continue;
      const bitmap = new Uint8Array(DRAWING_BYTES);
      const pass = source.inOrder(place);
      await pass.next(bitmap, new Int32Array(1));
      await pass.close();
      found.set(hash, bitmap);
    }
  }
  return found;
}
