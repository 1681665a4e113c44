import { type ConfusionMatrix, supportOf, wilsonInterval } from '../../analysis/index.ts';
import { countText, intervalText, percentText } from '../words.ts';
import type { Drawings } from './drawings.ts';
import { element } from './elements.ts';

/** More than these nobody compares. */
const MOST_SHOWN = 24;

/** What a cell of the matrix says, in words. */
export function cellText(
  confusion: ConfusionMatrix,
  names: readonly string[],
  truth: number,
  prediction: number,
): string {
  const count = confusion.counts[truth * confusion.classes + prediction]!;
  const support = supportOf(confusion, truth);
  const what = truth === prediction ? 'told right' : `taken for ${names[prediction]}`;
  if (support === 0) return `${names[truth]}: no test drawings`;
  const share = `${percentText(count / support)} (${intervalText(wilsonInterval(count, support))})`;
  return `${names[truth]} ${what}: ${share}, ${countText(count)} of ${countText(support)} drawings`;
}

/** Shows the drawings of a chosen cell: those of both categories that were taken for the other, and right ones of both. */
export class CellPanel {
  readonly #panel: HTMLElement;
  readonly #drawings: Drawings;
  readonly #confusion: ConfusionMatrix;
  readonly #names: readonly string[];

  constructor(panel: HTMLElement, drawings: Drawings, confusion: ConfusionMatrix, names: readonly string[]) {
    this.#panel = panel;
    this.#drawings = drawings;
    this.#confusion = confusion;
    this.#names = names;
  }

  show(truth: number, prediction: number): void {
    const title = element(
      'h3',
      { tabindex: '-1' },
      cellText(this.#confusion, this.#names, truth, prediction),
    );
    const sides =
      truth === prediction
        ? [element('div', { class: 'side' }, this.#gallery(truth, truth))]
        : [
            element('div', { class: 'side' }, this.#gallery(truth, prediction), this.#gallery(truth, truth)),
            element(
              'div',
              { class: 'side' },
              this.#gallery(prediction, truth),
              this.#gallery(prediction, prediction),
            ),
          ];
    this.#panel.replaceChildren(title, element('div', { class: 'facing' }, ...sides));
  }

  #gallery(truth: number, prediction: number): HTMLElement {
    const places = this.#drawings.ofCell(truth, prediction).slice(0, MOST_SHOWN);
    const count = this.#confusion.counts[truth * this.#confusion.classes + prediction]!;
    const what = truth === prediction ? 'told right' : `taken for ${this.#names[prediction]}`;
    const amount = places.length < count ? `${places.length} of ${countText(count)}` : countText(count);
    return element(
      'section',
      {},
      element('h4', {}, `${this.#names[truth]} ${what} `, element('small', {}, amount)),
      places.length === 0
        ? element('p', { class: 'none' }, 'None.')
        : element('div', { class: 'wall' }, ...places.map(at => this.#drawings.figure(at))),
    );
  }
}
