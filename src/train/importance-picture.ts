import { join } from 'node:path';
import { encodePng, type Image } from '../data/index.ts';
import type { TreeModel } from '../trees/index.ts';
import { makeFolder, writeWholeFile } from './write-file.ts';

const SIDE = 28;
/** Pixels of the picture to a pixel of a drawing. */
const SCALE = 12;

/**
 * Draws what trees look at: each of the 28 × 28 pixels the darker the more its splits gained (`gain`, by its square root,
 * so that small shares can be seen).
 * @returns the path of the picture. @throws RunError if it cannot be written.
 */
export async function drawImportance(directory: string, model: TreeModel): Promise<string> {
  const folder = join(directory, 'figures');
  const path = join(folder, 'importance.png');
  await makeFolder(folder);
  await writeWholeFile(path, encodePng(importancePicture(model.featureImportance('gain'))));
  return path;
}

function importancePicture(importance: Float64Array): Image {
  const largest = Math.max(...importance) || 1;
  const size = SIDE * SCALE;
  const data = new Uint8Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const pixel = SIDE * Math.floor(y / SCALE) + Math.floor(x / SCALE);
      data[size * y + x] = 255 - Math.round(255 * Math.sqrt(importance[pixel]! / largest));
    }
  return { width: size, height: size, channels: 1, data };
}
