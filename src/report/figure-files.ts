import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { renderAsync } from '@resvg/resvg-js';
import { RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import { light, withColors } from './colors.ts';
import type { Figure } from './figures/index.ts';
import { writeReportFile } from './write-report-file.ts';

const FONTS = ['Inter-Regular.ttf', 'Inter-SemiBold.ttf'].map(name =>
  fileURLToPath(new URL(`../../fonts/${name}`, import.meta.url)),
);

/** Letters that the fonts of the package have; a name with others needs those of the system. */
const OWN_LETTERS = /^[\p{ASCII}\u00a0-\u00ff‐-―‘-”…−×]*$/u;

/** Twice as many pixels as units, for print; a picture that is large anyway has one. */
const SHARPNESS = 2;
const LARGE = 2000;

/**
 * Writes figures as SVG and as PNG, in light colors.
 * @returns the paths of the files.
 * @throws RunError if they cannot be written.
 */
export async function writeFigures(figures: readonly Figure[], folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true }).catch(error => {
    throw pathFailure(RunError, 'write', folder, error);
  });
  const paths: string[] = [];
  for (const { name, svg } of figures) {
    const colored = withColors(svg, light);
    for (const [ending, content] of [
      ['svg', colored],
      ['png', await rasterize(colored)],
    ] as const) {
      const path = join(folder, `${name}.${ending}`);
      await writeReportFile(path, content);
      paths.push(path);
    }
  }
  return paths;
}

/** An SVG as the bytes of a PNG on white, with fonts of our own: the same on every machine. */
export async function rasterize(svg: string): Promise<Uint8Array> {
  const [, width = '0', height = '0'] = /viewBox="\S+ \S+ (\S+) (\S+)"/.exec(svg) ?? [];
  const isLarge = Math.max(Number(width), Number(height)) > LARGE;
  // Its renderer knows the older name of nearest-neighbor scaling only, which stands beside.
  const image = await renderAsync(svg.replaceAll(' style="image-rendering:pixelated"', ''), {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: isLarge ? 1 : SHARPNESS },
    font: { loadSystemFonts: !OWN_LETTERS.test(svg), fontFiles: FONTS, defaultFontFamily: 'Inter' },
  });
  return image.asPng();
}
