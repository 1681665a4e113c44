import { foreignFile } from '../file-fault.ts';
import type { Image } from './image.ts';
import type { Plane } from './plane.ts';

/** Tones nearer than this to the ground's are no ink. */
const LEAST_CONTRAST = 16;

/** From here on something counts as opaque, or as light. */
const HALF = 128;

/**
 * How much each pixel differs from the ground, whichever of ink and ground is the lighter one: ground 0, ink up
 * to 255. The ground is what the border of the image mostly shows.
 * @throws DataError if the image is all of one tone.
 */
export function inkOf(image: Image, where: string): Plane {
  const tones = tonesOf(image);
  const ground = borderMedian(tones, image.width, image.height);
  const dark = new Uint8Array(tones.length);
  const light = new Uint8Array(tones.length);
  let balance = 0;
  let contrast = 0;
  for (let i = 0; i < tones.length; i++) {
    const difference = tones[i]! - ground;
    balance += difference;
    contrast = Math.max(contrast, Math.abs(difference));
    if (difference > 0) light[i] = difference;
    else dark[i] = -difference;
  }
  if (contrast < LEAST_CONTRAST) {
    throw foreignFile(where, 'shows nothing: it is all of one tone', 'Draw with strokes that stand out.');
  }
  return { width: image.width, height: image.height, data: balance > 0 ? light : dark };
}

/** Brightness of every pixel, with transparency resolved. */
function tonesOf(image: Image): Uint8Array<ArrayBuffer> {
  const { width, height, channels, data } = image;
  const opacity = channels % 2 === 0 ? (pixel: number) => data[pixel * channels + channels - 1]! : () => 255;
  const background = channels % 2 === 0 ? backgroundOf(image, opacity) : 255;
  const tones = new Uint8Array(width * height);
  for (let pixel = 0; pixel < tones.length; pixel++) {
    const alpha = opacity(pixel);
    tones[pixel] = Math.round((brightness(image, pixel) * alpha + background * (255 - alpha)) / 255);
  }
  return tones;
}

/** Under an image with a transparent border: what its ink stands out from. White under any other. */
function backgroundOf(image: Image, opacity: (pixel: number) => number): 0 | 255 {
  const { width, height } = image;
  const alphas = Uint8Array.from({ length: width * height }, (_, pixel) => opacity(pixel));
  if (borderMedian(alphas, width, height) >= HALF) return 255;
  let light = 0;
  let opaque = 0;
  for (let pixel = 0; pixel < alphas.length; pixel++) {
    light += alphas[pixel]! * brightness(image, pixel);
    opaque += alphas[pixel]!;
  }
  return light >= HALF * opaque ? 0 : 255;
}

/** Rec. 601 luma. */
function brightness({ channels, data }: Image, pixel: number): number {
  const at = pixel * channels;
  if (channels < 3) return data[at]!;
  return (299 * data[at]! + 587 * data[at + 1]! + 114 * data[at + 2]!) / 1000;
}

function borderMedian(values: Uint8Array, width: number, height: number): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(values[x]!, values[(height - 1) * width + x]!);
  for (let y = 0; y < height; y++) border.push(values[y * width]!, values[y * width + width - 1]!);
  return border.sort((a, b) => a - b)[border.length >> 1]!;
}
