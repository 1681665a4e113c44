/** Gray pixels, row by row, 0 to 255. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

const UPPER_HALF = '▀';
// The 256 colors of terminals have 24 grays from 232 on.
const FIRST_GRAY = 232;
const LAST_GRAY = 23;
const RESET = '\x1b[0m';

/**
 * Draws an image with characters that are two pixels high: the upper half-block, whose foreground is the upper
 * pixel and whose background is the lower one.
 * @returns a line of text for two rows of pixels.
 */
export function halfBlockLines({ width, height, pixels }: GrayImage): string[] {
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = '';
    let colors = '';
    for (let x = 0; x < width; x++) {
      const upper = gray(pixels[y * width + x]!);
      const lower = gray(y + 1 < height ? pixels[(y + 1) * width + x]! : pixels[y * width + x]!);
      const wanted = `\x1b[38;5;${upper};48;5;${lower}m`;
      // Colors hold until they change.
      line += wanted === colors ? UPPER_HALF : wanted + UPPER_HALF;
      colors = wanted;
    }
    lines.push(line + RESET);
  }
  return lines;
}

function gray(value: number): number {
  return FIRST_GRAY + Math.round((value / 255) * LAST_GRAY);
}
