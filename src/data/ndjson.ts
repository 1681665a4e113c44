// Drawings as JSON, one a line: `drawing` is a list of strokes [[x…], [y…]] (simplified: integers 0–255 from the
// corner) or [[x…], [y…], [t…]] (raw: screen coordinates, time in ms).
// Source: https://github.com/googlecreativelab/quickdraw-dataset.
import { damagedFile, foreignFile } from './file-fault.ts';
import { simplify } from './simplify.ts';
import type { StrokeRecords } from './stroke-records.ts';
import { LARGEST_COORDINATE, pathLength, type Strokes, toSquare } from './strokes.ts';

const LINE_FEED = 0x0a;

/** What can be shown: a file may hold anything, such as codes that a terminal obeys. */
const NAME = /^\P{Cc}{1,100}$/u;

/** The blank; what comes before it in ASCII leaves no mark either. */
const BLANK = 0x20;

export const ndjsonRecords: StrokeRecords = {
  format: 'ndjson',
  endOf(bytes, start, last) {
    // Empty lines go with the one after them: a file may hold very many.
    let first = start;
    while (first < bytes.length && bytes[first]! <= BLANK) first++;
    if (first === bytes.length) return bytes.length;
    const end = bytes.indexOf(LINE_FEED, first);
    if (end >= 0) return end + 1;
    return last ? bytes.length : -1;
  },
  isBlank: record => record.every(byte => byte <= BLANK),
  parse: (record, where) => parseDrawing(new TextDecoder().decode(record), where),
  wordOf(record) {
    const { word } = JSON.parse(new TextDecoder().decode(record)) as { word?: unknown };
    return typeof word === 'string' && NAME.test(word) ? word : undefined;
  },
};

/**
 * The drawing in a line of either form, simplified.
 * @throws DataError if it is no drawing.
 */
export function parseDrawing(line: string, where: string): Strokes {
  const strokes = (parseJson(line, where) as { drawing?: unknown } | null)?.drawing;
  if (!Array.isArray(strokes)) throw foreignFile(where, 'has no `drawing`', EXPECTED);
  const checked = strokes.map((stroke, index) => checkStroke(stroke, `${where}, stroke ${index + 1},`));
  const simplified = checked.every(stroke => stroke.length === 2 && stroke.every(isSimplified));
  const drawn = checked.filter(([xs]) => xs!.length > 0).map(([xs, ys]) => [xs!, ys!] as const);
  if (simplified || drawn.length === 0) return drawn;
  const placed = toSquare(drawn, 'always');
  if (pathLength(placed) > LONGEST_PATH)
    throw foreignFile(where, 'is a longer line than anyone draws', EXPECTED);
  return simplify(placed);
}

/** Screens are smaller. */
const LARGEST_RAW_COORDINATE = 1e6;

/** In units of the 255 square: some hundred times its width, so that a line costs bounded time. */
const LONGEST_PATH = 1e5;

const EXPECTED = 'Each line must be as in the dataset: {"word": …, "drawing": [[[x…], [y…]], …]}.';

function parseJson(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw damagedFile(where, `is not JSON (${error instanceof Error ? error.message : error})`);
  }
}

/** x, y and perhaps time: equally many finite numbers. */
function checkStroke(stroke: unknown, where: string): number[][] {
  const axes = Array.isArray(stroke) ? stroke : [];
  const fits =
    (axes.length === 2 || axes.length === 3) &&
    axes.every(axis => Array.isArray(axis) && axis.length === axes[0].length) &&
    axes.slice(0, 2).every((axis: unknown[]) => axis.every(isCoordinate));
  if (!fits) throw foreignFile(where, 'is not [[x…], [y…]] with equally many numbers', EXPECTED);
  return axes;
}

function isCoordinate(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= LARGEST_RAW_COORDINATE;
}

function isSimplified(axis: readonly number[]): boolean {
  return axis.every(value => Number.isInteger(value) && value >= 0 && value <= LARGEST_COORDINATE);
}
