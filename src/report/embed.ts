import { deflateRawSync } from 'node:zlib';
import { DRAWING_BYTES } from '../data/index.ts';
import { bitmapOf } from './drawing-png.ts';
import { bandAround, type DrawingSet, percentilesWith } from './drawing-sets.ts';
import { chooseDrawings } from './embedded-drawings.ts';
import type { Findings } from './findings.ts';
import { embeddedJson, Html, html } from './html.ts';
import { PACKED_BYTES, type PageArrays, type PageData } from './page-data.ts';

const LEVELS = 15;

/** The elements of a page that hold what its script needs. */
export function embedData(findings: Findings, percentile: number): Html {
  const bands = percentilesWith(percentile).map(percent => bandAround(findings, percent));
  const rows = chooseDrawings(
    findings,
    bands.flatMap(({ rows }) => [...rows]),
  );
  const data: PageData = {
    categories: findings.categories,
    order: [...findings.order],
    sets: placesOf(bands, rows),
  };
  const arrays = Object.entries(arraysOf(findings, rows)).map(
    ([
      name,
      array,
    ]) => html`<script type="application/octet-stream" id="data-${name}">${packed(array)}</script>
`,
  );
  return html`<script type="application/json" id="report-data">${embeddedJson(data)}</script>
${arrays}`;
}

function placesOf(sets: readonly DrawingSet[], rows: readonly number[]): PageData['sets'] {
  const places = new Map(rows.map((row, place) => [row, place]));
  return Object.fromEntries(sets.map(({ key, rows }) => [key, Array.from(rows, row => places.get(row)!)]));
}

function arraysOf({ categories, predicted, predictions }: Findings, rows: readonly number[]): PageArrays {
  const { labels, probabilities, hashes } = predictions;
  const thousandths = (row: number, index: number) =>
    Math.round(1000 * probabilities[row * categories.length + index]!);
  const bitmaps = new Uint8Array(rows.length * PACKED_BYTES);
  rows.forEach((row, place) => {
    bitmaps.set(fourBits(bitmapOf(predictions, row)), place * PACKED_BYTES);
  });
  return {
    counts: predictions.confusion.counts,
    truths: Uint16Array.from(rows, row => labels[row]!),
    predictions: Uint16Array.from(rows, row => predicted[row]!),
    sureness: Uint16Array.from(rows, row => thousandths(row, predicted[row]!)),
    labelProbabilities: Uint16Array.from(rows, row => thousandths(row, labels[row]!)),
    hashes: BigUint64Array.from(rows, row => hashes[row]!),
    bitmaps,
  };
}

function fourBits(bitmap: Uint8Array): Uint8Array {
  const level = (pixel: number) => Math.round((bitmap[pixel]! * LEVELS) / 255);
  return Uint8Array.from({ length: DRAWING_BYTES / 2 }, (_, at) => (level(2 * at) << 4) | level(2 * at + 1));
}

function packed({ buffer, byteOffset, byteLength }: PageArrays[keyof PageArrays]): Html {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return new Html(deflateRawSync(bytes, { level: 9 }).toString('base64'));
}
