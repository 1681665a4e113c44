import { join } from 'node:path';
import { predictedClasses } from '../analysis/index.ts';
import { contactSheet, DRAWING_BYTES, encodePng } from '../data/index.ts';
import type { KeptPredictions } from './prediction-tally.ts';
import { makeFolder, writeWholeFile } from './write-file.ts';

const COLUMNS = 8;
const MOST_MISTAKES = 48;
/** Room for about fifteen letters below a drawing. */
const SCALE = 3;

/**
 * Draws the mistakes a model is surest of, each with its category and, after `>`, what it was taken for.
 * @returns the path of the picture; undefined if there are no mistakes.
 * @throws RunError if it cannot be written.
 */
export async function drawMistakes(
  directory: string,
  predictions: KeptPredictions,
  categories: readonly string[],
): Promise<string | undefined> {
  const { probabilities, labels, bitmaps } = predictions;
  const predicted = predictedClasses(probabilities, categories.length);
  const sureness = (row: number) => probabilities[row * categories.length + predicted[row]!]!;
  const mistakes = Array.from(labels.keys())
    .filter(row => predicted[row] !== labels[row])
    .sort((a, b) => sureness(b) - sureness(a) || a - b)
    .slice(0, MOST_MISTAKES);
  if (mistakes.length === 0) return undefined;
  const cells = mistakes.map(row => ({
    bitmap: bitmaps.subarray(row * DRAWING_BYTES, (row + 1) * DRAWING_BYTES),
    caption: [categories[labels[row]!]!, `> ${categories[predicted[row]!]!}`],
  }));
  const folder = join(directory, 'figures');
  const path = join(folder, 'mistakes.png');
  await makeFolder(folder);
  await writeWholeFile(path, encodePng(contactSheet(cells, { columns: COLUMNS, scale: SCALE })));
  return path;
}
