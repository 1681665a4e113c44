import * as Plot from '@observablehq/plot';
import { pngUrl } from '../../drawing-png.ts';

const STEPS = 256;

/**
 * Cividis: blue to yellow in even steps of lightness, nearly the same for those who confuse red and green.
 * Source: Nuñez, Anderton and Renslow, Optimizing colormaps with consideration for color vision deficiency, 2018.
 */
const colors: readonly (readonly number[])[] = (() => {
  const scale = Plot.scale({ color: { type: 'linear', scheme: 'cividis', domain: [0, STEPS - 1] } });
  return Array.from({ length: STEPS }, (_, step) => channelsOf(String(scale.apply(step))));
})();

function channelsOf(color: string): number[] {
  return color.match(/\d+/g)!.slice(0, 3).map(Number);
}

/** The color of a share from 0 to 1, as red, green and blue. */
export function heatColor(share: number): readonly number[] {
  return colors[Math.round(Math.max(0, Math.min(1, share)) * (STEPS - 1))]!;
}

/** All colors from left to right, for a legend. */
export function heatRamp(): string {
  return pngUrl({ width: STEPS, height: 1, channels: 3, data: Uint8Array.from(colors.flat()) });
}
