/** Sizes of a same convolution of [images, side, side, cin] with [taps, taps, cin, cout], taps odd. */
export interface ConvolutionSizes {
  readonly images: number;
  readonly side: number;
  readonly taps: number;
  readonly cin: number;
  readonly cout: number;
}

/** Visits every product of the convolution: indices of input, weight and output. */
function visit(sizes: ConvolutionSizes, each: (x: number, w: number, y: number) => void): void {
  const { images, side, taps, cin, cout } = sizes;
  const half = (taps - 1) / 2;
  for (let n = 0; n < images; n++)
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++)
        for (let a = 0; a < taps; a++)
          for (let b = 0; b < taps; b++) {
            const row = i + a - half;
            const column = j + b - half;
            if (row < 0 || row >= side || column < 0 || column >= side) continue;
            for (let c = 0; c < cin; c++)
              for (let k = 0; k < cout; k++)
                each(
                  ((n * side + row) * side + column) * cin + c,
                  ((a * taps + b) * cin + c) * cout + k,
                  ((n * side + i) * side + j) * cout + k,
                );
          }
}

export function convolve(x: ArrayLike<number>, w: ArrayLike<number>, sizes: ConvolutionSizes): Float64Array {
  const y = new Float64Array(sizes.images * sizes.side ** 2 * sizes.cout);
  visit(sizes, (ix, iw, iy) => {
    y[iy]! += x[ix]! * w[iw]!;
  });
  return y;
}

export function inputGradient(
  dy: ArrayLike<number>,
  w: ArrayLike<number>,
  sizes: ConvolutionSizes,
): Float64Array {
  const dx = new Float64Array(sizes.images * sizes.side ** 2 * sizes.cin);
  visit(sizes, (ix, iw, iy) => {
    dx[ix]! += dy[iy]! * w[iw]!;
  });
  return dx;
}

export function filterGradient(
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
  sizes: ConvolutionSizes,
): Float64Array {
  const dw = new Float64Array(sizes.taps ** 2 * sizes.cin * sizes.cout);
  visit(sizes, (ix, iw, iy) => {
    dw[iw]! += x[ix]! * dy[iy]!;
  });
  return dw;
}
