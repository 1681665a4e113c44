import type { Value } from '../graph.ts';
import type { Shape } from '../shape.ts';

/** A range of memory whose address is chosen when the program's lifetimes are known. */
export interface Storage {
  readonly name: string;
  readonly bytes: number;
  /**
   * `arena`: may share memory with others that live at other times. `own`: keeps its memory from run to run and starts
   * as zeros (halos, tables). `bound`: a buffer of the caller, its address is known.
   */
  readonly kind: 'arena' | 'own' | 'bound';
  address: number | undefined;
  /** What an `own` storage starts with, if not zeros. */
  readonly content?: Uint32Array | Int32Array | Float32Array | undefined;
}

/** A place in a storage that a kernel reads or writes. */
export interface Address {
  readonly storage: Storage;
  /** Bytes from the start of the storage. */
  readonly offset: number;
  readonly access: 'read' | 'write' | 'update';
}

/** How an image [N, H, W, C] lies in memory, in elements. Dense values have no halo and `channels` = C. */
export interface ImageLayout {
  /** Distance between pixels: C, padded to a multiple of 4 where vectors are read. */
  readonly channels: number;
  readonly rowStride: number;
  readonly imageStride: number;
  /** Offset of pixel (0, 0) of image 0. */
  readonly origin: number;
}

export function denseLayout(shape: Shape): ImageLayout {
  const [, height, width, channels] = shape as [number, number, number, number];
  return { channels, rowStride: width * channels, imageStride: height * width * channels, origin: 0 };
}

/** Operations whose results are activations, not drawings: their images have whole vectors of channels, whatever their number. */
const BLOCKS = /^(conv(Norm)?ReluPool(Gradient)?|maxPool2d)$/;

/**
 * The layout between fused blocks: a ring of zeros around the image, as far as 3×3 patches of complete 2×2 windows reach
 * (28 → 30, 14 → 16, 7 → 8, 3 → 4), and channels padded to whole vectors. Drawings, images of one channel that no block made, keep
 * their pixels next to each other.
 */
export function haloedLayout({ shape, node }: Pick<Value, 'shape' | 'node'>): ImageLayout {
  const [, height, width, channels] = shape as [number, number, number, number];
  const rows = 2 * Math.floor(height / 2) + 2;
  const columns = 2 * Math.floor(width / 2) + 2;
  const isDrawing = channels === 1 && !(node && BLOCKS.test(node.operation.name));
  const padded = isDrawing ? 1 : 4 * Math.ceil(channels / 4);
  const rowStride = columns * padded;
  return { channels: padded, rowStride, imageStride: rows * rowStride, origin: rowStride + padded };
}
