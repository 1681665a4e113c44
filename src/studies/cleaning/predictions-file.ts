import { join } from 'node:path';
import { drawingName, writeNpz } from '../../data/index.ts';
import { saveFile } from '../../node/save-file.ts';
import type { CrossValidated, CrossValidation } from '../cross-validate.ts';

/**
 * Writes what a cross-validation came to into a study's folder, `out-of-sample/<name>.npz`: `probabilities` [N, K],
 * `labels` as given [N], `hashes` [N], and `wrong` [N], 1 where the label was made wrong. For other programs to rank.
 */
export async function writePredictions(
  folder: string,
  { name, view }: Pick<CrossValidation, 'name' | 'view'>,
  { classes, probabilities, labels, hashes }: CrossValidated,
): Promise<void> {
  const changed = new Set(view.relabeled?.map(([drawing]) => drawing));
  const count = labels.length;
  const arrays = {
    probabilities: { data: probabilities, shape: [count, classes] },
    labels: { data: labels, shape: [count] },
    hashes: { data: hashes, shape: [count] },
    wrong: {
      data: Uint8Array.from(hashes, hash => (changed.has(drawingName(hash)) ? 1 : 0)),
      shape: [count],
    },
  };
  const file = `${name.replaceAll(',', '').replaceAll(' ', '-')}.npz`;
  await saveFile(join(folder, 'out-of-sample', file), writeNpz(arrays));
}
