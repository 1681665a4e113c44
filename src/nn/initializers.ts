import { RandomStream, type Shape, sizeOf } from '../engine/index.ts';

/** Gives the first value of a parameter of this shape, row-major. */
export type Initializer = (shape: Shape, random: RandomStream) => Float32Array;

export const initNames = ['glorot', 'he'] as const;

/** Which of the usual ways to start kernels: `glorot` as Keras, `he` as PyTorch's kaiming_uniform_. */
export type InitName = (typeof initNames)[number];

export const zeros: Initializer = shape => new Float32Array(sizeOf(shape));

export const ones: Initializer = shape => new Float32Array(sizeOf(shape)).fill(1);

/** Uniform in ±√(6 / (fanIn + fanOut)). Source: Glorot and Bengio, 2010. */
export const glorotUniform: Initializer = (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  return uniform(shape, Math.sqrt(6 / (fanIn + fanOut)), random);
};

/** Uniform in ±√(6 / fanIn), for layers followed by a ReLU. Source: He, Zhang, Ren and Sun, 2015. */
export const heUniform: Initializer = (shape, random) =>
  uniform(shape, Math.sqrt(6 / fans(shape).fanIn), random);

/** Normal with mean 0 and this standard deviation. */
export function normal(deviation: number): Initializer {
  return (shape, random) => Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal());
}

/** Initializers of kernels by name. */
export const kernelInitializers: Readonly<Record<InitName, Initializer>> = {
  glorot: glorotUniform,
  he: heUniform,
};

/**
 * The first value of a parameter. Its random numbers are told by the seed and its name, so that neither the
 * order of parameters nor another layer changes them.
 */
export function initialValue(
  { name, shape, initializer }: { name: string; shape: Shape; initializer: Initializer },
  seed: number,
): Float32Array {
  return initializer(shape, new RandomStream(seed, 'initialization', hashOf(name, 0), hashOf(name, 1)));
}

/** Inputs and outputs of one unit. Kernels are [in, out] or [height, width, in, out]. */
function fans(shape: Shape): { fanIn: number; fanOut: number } {
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * inputs, fanOut: field * outputs };
}

function uniform(shape: Shape, limit: number, random: RandomStream): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, () => limit * (2 * random.uniform() - 1));
}

/**
 * FNV-1a of the name's UTF-16 units, started from `variant`: two of them make a collision of names
 * unthinkable.
 */
function hashOf(name: string, variant: number): number {
  let hash = 0x811c9dc5 ^ variant;
  for (let index = 0; index < name.length; index++)
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
