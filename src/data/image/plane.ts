/** One value a pixel, row by row from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Pixels [left, left + width) × [top, top + height). */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box around the pixels of at least `threshold`; of no size if there are none. */
export function boxOf({ width, height, data }: Plane, threshold: number): Box {
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (data[y * width + x]! < threshold) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** The same plane with its largest value brought to 255. */
export function stretch({ width, height, data }: Plane): Plane {
  const largest = data.reduce((max, value) => Math.max(max, value), 1);
  return { width, height, data: data.map(value => Math.round((value * 255) / largest)) };
}

/**
 * A plane of another size, each value the mean over the area that it covers in the source; outside is 0.
 * Target pixel (x, y) covers [left + x / scale, left + (x + 1) / scale) and the like, in source pixels.
 */
export function areaAverage(
  source: Plane,
  { left, top, scale }: { left: number; top: number; scale: number },
  width: number,
  height: number,
): Plane {
  const columns = coverage(left, scale, width, source.width);
  const rows = coverage(top, scale, height, source.height);
  // First along x, so that the second pass touches few values.
  const narrow = new Float32Array(width * source.height);
  for (let y = 0; y < source.height; y++) {
    for (const [x, { first, weights }] of columns.entries()) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++)
        sum += weights[i]! * source.data[y * source.width + first + i]!;
      narrow[y * width + x] = sum;
    }
  }
  const data = new Uint8Array(width * height);
  for (const [y, { first, weights }] of rows.entries()) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * narrow[(first + i) * width + x]!;
      data[y * width + x] = Math.round(sum);
    }
  }
  return { width, height, data };
}

interface Coverage {
  readonly first: number;
  /** Share of the target pixel that source pixel first + i covers. */
  readonly weights: readonly number[];
}

function coverage(start: number, scale: number, targets: number, sources: number): Coverage[] {
  return Array.from({ length: targets }, (_, target) => {
    const from = start + target / scale;
    const to = start + (target + 1) / scale;
    const first = Math.max(0, Math.floor(from));
    const weights: number[] = [];
    for (let i = first; i < Math.min(sources, to); i++) {
      weights.push((Math.min(i + 1, to) - Math.max(i, from)) * scale);
    }
    return { first, weights };
  });
}
