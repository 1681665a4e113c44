import type { KernelBench } from './kernel-bench.ts';
import type { BlockShape } from './pooled-block.ts';

const padded = (channels: number): number => Math.ceil(channels / 4) * 4;

/** Images with a halo of zeros as far as complete windows reach, channels in whole vectors (or one channel as it is). */
export class HaloedImages {
  readonly address: number;
  readonly row: number;
  readonly image: number;
  private readonly bench: KernelBench;
  private readonly shape: BlockShape;
  private readonly pixel: number;

  constructor(bench: KernelBench, shape: BlockShape, oneChannel = false) {
    this.bench = bench;
    this.shape = shape;
    this.pixel = 4 * (oneChannel ? 1 : padded(shape.cin));
    this.row = (2 * (shape.width >> 1) + 2) * this.pixel;
    this.image = (2 * (shape.height >> 1) + 2) * this.row;
    this.address = bench.allocate(shape.images * this.image);
  }

  /** Index in floats of pixel (i, j) of image n, or −1 where the halo ends before it. */
  private at(n: number, i: number, j: number): number {
    const { height, width } = this.shape;
    if (i > 2 * (height >> 1) || j > 2 * (width >> 1)) return -1;
    return (n * this.image + (i + 1) * this.row + (j + 1) * this.pixel) / 4;
  }

  private each(visit: (from: number, at: number) => void): void {
    const { images, height, width, cin } = this.shape;
    let from = 0;
    for (let n = 0; n < images; n++)
      for (let i = 0; i < height; i++)
        for (let j = 0; j < width; j++, from += cin) {
          const at = this.at(n, i, j);
          if (at < 0) continue;
          for (let c = 0; c < cin; c++) visit(from + c, at + c);
        }
  }

  private get view(): Float32Array {
    return this.bench.viewFloats(this.address, (this.shape.images * this.image) / 4);
  }

  write(x: ArrayLike<number>): void {
    const { view } = this;
    this.each((from, at) => {
      view[at] = x[from]!;
    });
  }

  /** Dense [images, height, width, cin]; pixels that no window reaches are 0. */
  read(): Float32Array {
    const { images, height, width, cin } = this.shape;
    const dense = new Float32Array(images * height * width * cin);
    const { view } = this;
    this.each((from, at) => {
      dense[from] = view[at]!;
    });
    return dense;
  }

  /** Table of the windows' patches, in bytes from an image's start. */
  patches(): number {
    const columns = this.shape.width >> 1;
    const count = columns * (this.shape.height >> 1);
    return this.bench.words(
      Array.from(
        { length: count },
        (_, t) => 2 * Math.floor(t / columns) * this.row + 2 * (t % columns) * this.pixel,
      ),
    );
  }
}

/** Table of pooled pixels of a dense output, in bytes from an image's start, and the distance of images. */
export function densePixels(bench: KernelBench, shape: BlockShape): { pixels: number; image: number } {
  const count = (shape.width >> 1) * (shape.height >> 1);
  return {
    pixels: bench.words(Array.from({ length: count }, (_, t) => 4 * t * shape.cout)),
    image: 4 * count * shape.cout,
  };
}

/** Codes with padded channels to dense ones and back. */
export function denseCodes(bench: KernelBench, address: number, windows: number, cout: number): Uint8Array {
  const stride = padded(cout);
  const view = bench.viewBytes(address, windows * stride);
  return Uint8Array.from(
    { length: windows * cout },
    (_, at) => view[Math.floor(at / cout) * stride + (at % cout)]!,
  );
}

export function planeStride(bytes: number): number {
  return 64 * (Math.ceil(bytes / 64) | 1);
}

/** Tiles of a filter's row of 3·⌈cin/4⌉ vectors: see packFilters. */
export function filterTiles(cin: number): number {
  const vectors = 3 * Math.ceil(cin / 4);
  const threes = (4 - (vectors % 4)) % 4;
  return threes + (vectors - 3 * threes) / 4;
}
