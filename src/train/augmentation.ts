import { RandomStream } from '../engine/index.ts';
import { cosine, DISPLACEMENT_GRID, sine, type WarpKind } from '../nn/index.ts';
import type { Augmentation } from './config.ts';

const GRID_VALUES = DISPLACEMENT_GRID * DISPLACEMENT_GRID * 2;

/** What the training step must be able to do for these changes. */
export function warpKind({ shift, mirror, rotation, scale, elastic }: Augmentation): WarpKind {
  if (elastic > 0) return 'elastic';
  return mirror || shift > 0 || rotation > 0 || scale > 0 ? 'affine' : 'none';
}

/** The changes of a batch of drawings, as the operation `warp` takes them. */
export interface DrawnChanges {
  /** [N, 6]. */
  readonly affine: Float32Array | undefined;
  /** [N, grid, grid, 2]. */
  readonly displacement: Float32Array | undefined;
}

/**
 * Draws how each drawing of a batch is changed. A drawing's changes are told by the seed, the epoch and its
 * position in it.
 * @param start position of the batch's first drawing in the epoch.
 */
export function drawChanges(
  augmentation: Augmentation,
  { seed, epoch, start, count }: { seed: number; epoch: number; start: number; count: number },
): DrawnChanges {
  const kind = warpKind(augmentation);
  if (kind === 'none') return { affine: undefined, displacement: undefined };
  const affine = new Float32Array(count * 6);
  const displacement = kind === 'elastic' ? new Float32Array(count * GRID_VALUES) : undefined;
  for (let row = 0; row < count; row++) {
    const random = new RandomStream(seed, 'augmentation', epoch, start + row);
    affine.set(drawAffine(augmentation, random), row * 6);
    if (!displacement) continue;
    const { elastic } = augmentation;
    for (let index = 0; index < GRID_VALUES; index++)
      displacement[row * GRID_VALUES + index] = elastic * symmetric(random);
  }
  return { affine, displacement };
}

/**
 * The map from a pixel of the changed drawing to the place it shows: back by the shift, the rotation, the
 * scale and the mirror. All numbers are drawn whatever is used, so that switching one change on leaves the
 * others as they were.
 */
function drawAffine({ shift, mirror, rotation, scale }: Augmentation, random: RandomStream): number[] {
  const right = shift * symmetric(random);
  const down = shift * symmetric(random);
  const angle = (rotation * symmetric(random) * Math.PI) / 180;
  const growth = 1 + scale * random.uniform();
  const factor = random.below(2) === 0 ? growth : 1 / growth;
  const side = random.below(2) === 0 && mirror ? -1 : 1;
  const [cos, sin] = [cosine(angle) * factor, sine(angle) * factor];
  const [a, b, d, e] = [side * cos, side * sin, -sin, cos];
  return [a, b, -(a * right + b * down), d, e, -(d * right + e * down)];
}

/** A number in [−1, 1). */
function symmetric(random: RandomStream): number {
  return random.uint32() / 2 ** 31 - 1;
}
