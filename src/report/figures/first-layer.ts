import type { Image } from '../../data/index.ts';
import type { FirstLayer } from '../../train/index.ts';
import { pngUrl } from '../drawing-png.ts';
import { divergingColor } from './diverging-color.ts';
import type { Figure } from './figure.ts';
import { gallery } from './gallery.ts';

/** More filters than this say nothing more. */
const MOST = 64;

/** The filters of the first layer: blue where ink speaks for the filter, orange where it speaks against it. */
export function firstLayerFigure(layer: FirstLayer): Figure {
  const { side, weights } = layer;
  const count = Math.min(MOST, weights.length / side ** 2);
  const cells = Array.from({ length: count }, (_, filter) => {
    const own = weights.subarray(filter * side ** 2, (filter + 1) * side ** 2);
    return { image: pngUrl(pictureOf(own, side)), lines: [] };
  });
  return gallery(cells, {
    name: 'first-layer',
    alt: `The first ${count} filters of the first layer, ${side}×${side} weights each: blue where ink speaks for the filter, orange where against.`,
    columns: side > 9 ? 12 : 16,
    side: side > 9 ? 70 : 45,
  });
}

/** Each filter by its own largest weight. */
function pictureOf(weights: Float32Array, side: number): Image {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-12);
  const data = Uint8Array.from(Array.from(weights).flatMap(weight => divergingColor(weight / largest)));
  return { width: side, height: side, channels: 3, data };
}
