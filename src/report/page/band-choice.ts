import type { Drawings } from './drawings.ts';

/** Lets the reader choose the percentile whose drawings are shown. */
export function startBandChoice(
  form: HTMLElement,
  wall: HTMLElement,
  drawings: Drawings,
  sets: Readonly<Record<string, readonly number[]>>,
): void {
  form.hidden = false;
  form.addEventListener('change', event => {
    const { value } = event.target as HTMLInputElement;
    const places = sets[`band-${value}`];
    if (places) wall.replaceChildren(...places.map(at => drawings.figure(at)));
  });
}
