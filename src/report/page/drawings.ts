import { PACKED_BYTES, type PageArrays } from '../page-data.ts';
import { percentText } from '../words.ts';
import { element } from './elements.ts';

const SIDE = 28;
const LEVELS = 15;

/** The drawings in the page. */
export class Drawings {
  readonly #arrays: PageArrays;
  readonly #names: readonly string[];
  /** Where the drawings of a cell of the matrix begin and end. */
  readonly #cells = new Map<number, { start: number; end: number }>();

  constructor(arrays: PageArrays, names: readonly string[]) {
    this.#arrays = arrays;
    this.#names = names;
    const { truths, predictions } = arrays;
    truths.forEach((truth, at) => {
      const key = truth * names.length + predictions[at]!;
      const cell = this.#cells.get(key);
      if (cell) cell.end = at + 1;
      else this.#cells.set(key, { start: at, end: at + 1 });
    });
  }

  /** Places of the drawings of `truth` that were taken for `prediction`, the surest first. */
  ofCell(truth: number, prediction: number): number[] {
    const cell = this.#cells.get(truth * this.#names.length + prediction);
    return cell ? Array.from({ length: cell.end - cell.start }, (_, at) => cell.start + at) : [];
  }

  /** A drawing with what it is and what the network said. */
  figure(at: number): HTMLElement {
    const { truths, predictions, sureness, labelProbabilities, hashes } = this.#arrays;
    const truth = this.#names[truths[at]!]!;
    const guess = this.#names[predictions[at]!]!;
    const isRight = truths[at] === predictions[at];
    const sure = percentText(sureness[at]! / 1000, 0);
    const words = isRight ? `right, ${sure}` : `${guess}, ${sure}`;
    const picture = this.#canvas(at);
    picture.setAttribute('role', 'img');
    picture.setAttribute(
      'aria-label',
      isRight ? `Drawing of ${truth}` : `Drawing of ${truth}, taken for ${guess}`,
    );
    const name = hashes[at]!.toString(16).padStart(16, '0');
    const own = isRight ? '' : `\n${truth}: ${percentText(labelProbabilities[at]! / 1000)}`;
    return element(
      'figure',
      { class: 'drawing', title: `${guess}: ${percentText(sureness[at]! / 1000)}${own}\nname: ${name}` },
      picture,
      element('figcaption', {}, element('b', {}, truth), element('span', {}, words)),
    );
  }

  /** Dark ink on white; the style sheet turns it round on a dark page. */
  #canvas(at: number): HTMLCanvasElement {
    const canvas = element('canvas', { width: String(SIDE), height: String(SIDE) });
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(SIDE, SIDE);
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      const pair = this.#arrays.bitmaps[at * PACKED_BYTES + (pixel >> 1)]!;
      const ink = pixel % 2 === 0 ? pair >> 4 : pair & 15;
      image.data.fill(255 - Math.round((ink * 255) / LEVELS), 4 * pixel, 4 * pixel + 3);
      image.data[4 * pixel + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    return canvas;
  }
}
