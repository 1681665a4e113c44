import { type Image, SIDE } from '../../data/index.ts';
import { bitmapOf, pngUrl } from '../drawing-png.ts';
import type { Findings } from '../findings.ts';
import { percentText } from '../words.ts';
import { divergingColor } from './diverging-color.ts';
import type { Figure } from './figure.ts';
import { type GalleryCell, gallery } from './gallery.ts';

/** What the network looks at: some drawings that it told right, and some that it did not. */
export function occlusionFigures(findings: Findings): Figure[] {
  const { analysis, predicted, predictions } = findings;
  const isRight = (row: number) => predicted[row] === predictions.labels[row];
  const figures = [true, false].map(right => {
    const cells = analysis.examined
      .filter(({ row }) => isRight(row) === right)
      .flatMap(({ row, predicted: forPrediction, label }) =>
        right
          ? [cellOf(findings, row, forPrediction, 'prediction')]
          : [cellOf(findings, row, forPrediction, 'prediction'), cellOf(findings, row, label, 'label')],
      );
    return cells.length === 0
      ? undefined
      : gallery(cells, {
          name: right ? 'occlusion-right' : 'occlusion-wrong',
          alt: right
            ? 'Drawings that were told right, blue where the network found what it told them by.'
            : 'Drawings that were told wrong, each twice: what spoke for the wrong answer, and what for the right one, in blue.',
          columns: 8,
          side: 112,
        });
  });
  return figures.filter(figure => figure !== undefined);
}

function cellOf(
  { categories, predicted, predictions }: Findings,
  row: number,
  map: Float32Array,
  of: 'prediction' | 'label',
): GalleryCell {
  const label = predictions.labels[row]!;
  const index = of === 'prediction' ? predicted[row]! : label;
  const probability = predictions.probabilities[row * categories.length + index]!;
  return {
    image: pngUrl(tinted(bitmapOf(predictions, row), map)),
    lines: [
      `${categories[index]} ${percentText(probability, 0)}`,
      of === 'prediction' && predicted[row] !== label ? 'the answer' : of === 'label' ? 'the truth' : 'right',
    ],
  };
}

/** Ink on a ground that is tinted by how much hangs on each place. */
function tinted(bitmap: Uint8Array, map: Float32Array): Image {
  const largest = map.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const data = new Uint8Array(bitmap.length * 3);
  for (let pixel = 0; pixel < bitmap.length; pixel++) {
    const ground = divergingColor(map[pixel]! / largest);
    const ink = bitmap[pixel]! / 255;
    // Half-covering ink lets the tint through where lines are.
    ground.forEach((value, channel) => {
      data[pixel * 3 + channel] = Math.round(value * (1 - 0.85 * ink) + 0.85 * ink * 24);
    });
  }
  return { width: SIDE, height: SIDE, channels: 3, data };
}
