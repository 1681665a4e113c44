/** Plain float64 loops for the block 3×3 same convolution + bias + ReLU + 2×2 max-pool, to hold kernels against. */
export interface BlockShape {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly cin: number;
  readonly cout: number;
}

export interface BlockForward {
  /** [images, height/2, width/2, cout] */
  readonly y: Float64Array;
  /** Winner 2·row + column, or 4: dead. */
  readonly codes: Uint8Array;
}

const DEAD = 4;

function eachTap(
  shape: BlockShape,
  n: number,
  i: number,
  j: number,
  visit: (pixel: number, tap: number) => void,
): void {
  for (let tap = 0; tap < 9; tap++) {
    const row = i + Math.floor(tap / 3) - 1;
    const column = j + (tap % 3) - 1;
    if (row < 0 || column < 0 || row >= shape.height || column >= shape.width) continue;
    visit(((n * shape.height + row) * shape.width + column) * shape.cin, tap);
  }
}

/** Visits every pooled value: its index, image, window row and column, channel. */
function eachPooled(
  shape: BlockShape,
  visit: (at: number, n: number, i: number, j: number, c: number) => void,
): void {
  let at = 0;
  for (let n = 0; n < shape.images; n++)
    for (let i = 0; i < shape.height >> 1; i++)
      for (let j = 0; j < shape.width >> 1; j++) for (let c = 0; c < shape.cout; c++) visit(at++, n, i, j, c);
}

/** x [images, height, width, cin], w [3, 3, cin, cout], b [cout]. */
export function blockForward(
  shape: BlockShape,
  x: Float32Array,
  w: Float32Array,
  b: Float32Array,
): BlockForward {
  const { cin, cout } = shape;
  const count = shape.images * (shape.height >> 1) * (shape.width >> 1) * cout;
  const y = new Float64Array(count);
  const codes = new Uint8Array(count).fill(DEAD);
  eachPooled(shape, (at, n, i, j, c) => {
    let best = Number.NEGATIVE_INFINITY;
    let place = 0;
    for (let code = 0; code < 4; code++) {
      let z = b[c]!;
      eachTap(shape, n, 2 * i + (code >> 1), 2 * j + (code & 1), (pixel, tap) => {
        for (let q = 0; q < cin; q++) z += x[pixel + q]! * w[(tap * cin + q) * cout + c]!;
      });
      if (z <= best) continue;
      best = z;
      place = code;
    }
    if (best <= 0) return;
    y[at] = best;
    codes[at] = place;
  });
  return { y, codes };
}

export interface BlockGradients {
  readonly dx: Float64Array;
  readonly dw: Float64Array;
  readonly db: Float64Array;
}

/** Gradients for the winners in `codes`; gy as y. */
export function blockBackward(
  shape: BlockShape,
  x: Float32Array,
  w: Float32Array,
  codes: Uint8Array,
  gy: Float32Array,
): BlockGradients {
  const { cin, cout } = shape;
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(w.length);
  const db = new Float64Array(cout);
  eachPooled(shape, (at, n, i, j, c) => {
    const code = codes[at]!;
    if (code === DEAD) return;
    const g = gy[at]!;
    db[c]! += g;
    eachTap(shape, n, 2 * i + (code >> 1), 2 * j + (code & 1), (pixel, tap) => {
      for (let q = 0; q < cin; q++) {
        dx[pixel + q]! += g * w[(tap * cin + q) * cout + c]!;
        dw[(tap * cin + q) * cout + c]! += g * x[pixel + q]!;
      }
    });
  });
  return { dx, dw, db };
}
