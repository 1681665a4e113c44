import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfusionMatrix } from '../analysis/index.ts';
import { DRAWING_BYTES, type NpyArray, readNpz, writeNpz } from '../data/index.ts';
import { DataError, RunError } from '../errors.ts';
import { pathFailure } from '../node/path-failure.ts';
import type { FirstLayer } from './first-layer.ts';
import type { OcclusionMap } from './occlusion.ts';
import type { SavedPredictions } from './predictions-file.ts';
import type { Sensitivity, SensitivityCurve } from './sensitivity.ts';
import { writeWholeFile } from './write-file.ts';

const FILE = 'analysis.npz';

/** Raised when analysis.npz holds something else than before: older files are made anew then. */
const VERSION = 1;

/** A test drawing with what the network looked at in it. */
export interface ExaminedDrawing extends OcclusionMap {
  /** Its row in predictions.npz. */
  readonly row: number;
}

/** What the validation side tells, which test drawings must not: it was trained by neither. */
export interface ValidationFacts {
  readonly drawings: number;
  /** The temperature that makes the answers for these drawings most likely. */
  readonly temperature: number;
  readonly confusion: ConfusionMatrix;
}

/** What is known of a run only by asking its network again: analysis.npz. */
export interface RunAnalysis {
  readonly firstLayer: FirstLayer | undefined;
  /** Undefined without test drawings. */
  readonly sensitivity: Sensitivity | undefined;
  /** Some drawings that were told right, then some that were not. */
  readonly examined: readonly ExaminedDrawing[];
  /** Undefined where the run has no validation side, or its drawings are not at hand any more. */
  readonly validation: ValidationFacts | undefined;
}

/** Writes analysis.npz of a run. @throws RunError if it cannot be written. */
export async function writeAnalysis(
  directory: string,
  analysis: RunAnalysis,
  predictions: SavedPredictions,
): Promise<void> {
  const arrays = {
    version: vector(Uint32Array.of(VERSION)),
    predictions: vector(BigUint64Array.of(digestOf(predictions))),
    ...firstLayerArrays(analysis.firstLayer),
    ...sensitivityArrays(analysis.sensitivity),
    ...examinedArrays(analysis.examined),
    ...validationArrays(analysis.validation),
  };
  await writeWholeFile(join(directory, FILE), writeNpz(arrays));
}

/**
 * Reads analysis.npz of a run. Undefined if there is none, or if it was made of other predictions or by another version.
 * @throws DataError if it is damaged.
 */
export async function readAnalysis(
  directory: string,
  predictions: SavedPredictions,
): Promise<RunAnalysis | undefined> {
  const path = join(directory, FILE);
  const bytes = await readBytes(path);
  if (bytes === undefined) return undefined;
  const arrays = new Arrays(readNpz(bytes, path), path);
  if (arrays.take('version', Uint32Array, [1])[0] !== VERSION) return undefined;
  if (arrays.take('predictions', BigUint64Array, [1])[0] !== digestOf(predictions)) return undefined;
  const { classes } = predictions.confusion;
  return {
    firstLayer: takeFirstLayer(arrays),
    sensitivity: takeSensitivity(arrays),
    examined: takeExamined(arrays, predictions.labels.length),
    validation: takeValidation(arrays, classes),
  };
}

/** A number that tells these predictions from those of the same run trained further. */
function digestOf({ hashes, probabilities }: SavedPredictions): bigint {
  const sha256 = createHash('sha256');
  for (const { buffer, byteOffset, byteLength } of [hashes, probabilities])
    sha256.update(new Uint8Array(buffer, byteOffset, byteLength));
  return sha256.digest().readBigUInt64LE();
}

type Named = Record<string, NpyArray>;

function vector(data: NpyArray['data']): NpyArray {
  return { data, shape: [data.length] };
}

function firstLayerArrays(layer: FirstLayer | undefined): Named {
  if (layer === undefined) return {};
  const { side, weights } = layer;
  return { filters: { data: weights, shape: [weights.length / side ** 2, side, side] } };
}

function takeFirstLayer(arrays: Arrays): FirstLayer | undefined {
  const shape = arrays.shapeOf('filters');
  if (shape === undefined) return undefined;
  const [count, side] = shape;
  return { side: side!, weights: arrays.take('filters', Float32Array, [count, side, side]) };
}

const CURVES = ['rotation', 'shiftRight', 'shiftDown'] as const;

function sensitivityArrays(sensitivity: Sensitivity | undefined): Named {
  if (sensitivity === undefined) return {};
  const { drawings, asTheyAre, mirrored, upsideDown, blurred } = sensitivity;
  const curves = CURVES.flatMap((name): [string, NpyArray][] => [
    [`${name}_amounts`, vector(sensitivity[name].amounts)],
    [`${name}_correct`, vector(sensitivity[name].correct)],
  ]);
  return {
    sensitivity: vector(Uint32Array.of(drawings, asTheyAre, mirrored, upsideDown, blurred)),
    ...Object.fromEntries(curves),
  };
}

function takeSensitivity(arrays: Arrays): Sensitivity | undefined {
  if (arrays.shapeOf('sensitivity') === undefined) return undefined;
  const [drawings, asTheyAre, mirrored, upsideDown, blurred] = arrays.take('sensitivity', Uint32Array, [5]);
  const curve = (name: string): SensitivityCurve => {
    const amounts = arrays.take(`${name}_amounts`, Float64Array, [undefined]);
    return { amounts, correct: arrays.take(`${name}_correct`, Uint32Array, [amounts.length]) };
  };
  return {
    drawings: drawings!,
    asTheyAre: asTheyAre!,
    mirrored: mirrored!,
    upsideDown: upsideDown!,
    blurred: blurred!,
    rotation: curve('rotation'),
    shiftRight: curve('shiftRight'),
    shiftDown: curve('shiftDown'),
  };
}

function examinedArrays(examined: readonly ExaminedDrawing[]): Named {
  const maps = (pick: (drawing: ExaminedDrawing) => Float32Array): NpyArray => ({
    data: Float32Array.from(examined.flatMap(drawing => [...pick(drawing)])),
    shape: [examined.length, DRAWING_BYTES],
  });
  return {
    occlusion_rows: vector(Uint32Array.from(examined, ({ row }) => row)),
    occlusion_predicted: maps(({ predicted }) => predicted),
    occlusion_label: maps(({ label }) => label),
  };
}

function takeExamined(arrays: Arrays, drawings: number): ExaminedDrawing[] {
  const rows = arrays.take('occlusion_rows', Uint32Array, [undefined]);
  if (rows.some(row => row >= drawings)) throw arrays.damaged('occlusion_rows');
  const shape = [rows.length, DRAWING_BYTES];
  const predicted = arrays.take('occlusion_predicted', Float32Array, shape);
  const label = arrays.take('occlusion_label', Float32Array, shape);
  const map = (maps: Float32Array, at: number) => maps.subarray(at * DRAWING_BYTES, (at + 1) * DRAWING_BYTES);
  return Array.from(rows, (row, at) => ({ row, predicted: map(predicted, at), label: map(label, at) }));
}

function validationArrays(validation: ValidationFacts | undefined): Named {
  if (validation === undefined) return {};
  const { drawings, temperature, confusion } = validation;
  return {
    validation_drawings: vector(Uint32Array.of(drawings)),
    validation_temperature: vector(Float64Array.of(temperature)),
    validation_confusion: { data: confusion.counts, shape: [confusion.classes, confusion.classes] },
  };
}

function takeValidation(arrays: Arrays, classes: number): ValidationFacts | undefined {
  if (arrays.shapeOf('validation_drawings') === undefined) return undefined;
  return {
    drawings: arrays.take('validation_drawings', Uint32Array, [1])[0]!,
    temperature: arrays.take('validation_temperature', Float64Array, [1])[0]!,
    confusion: { classes, counts: arrays.take('validation_confusion', Uint32Array, [classes, classes]) },
  };
}

/** The arrays of a file, taken by name with the type and shape that they must have. */
class Arrays {
  readonly #arrays: Readonly<Record<string, NpyArray>>;
  readonly #path: string;

  constructor(arrays: Readonly<Record<string, NpyArray>>, path: string) {
    this.#arrays = arrays;
    this.#path = path;
  }

  shapeOf(name: string): readonly number[] | undefined {
    return this.#arrays[name]?.shape;
  }

  /** @param shape sizes; undefined for an axis of any size. */
  take<T>(name: string, Type: new (...args: never[]) => T, shape: readonly (number | undefined)[]): T {
    const array = this.#arrays[name];
    const fits =
      array?.shape.length === shape.length &&
      shape.every((size, axis) => size === undefined || size === array.shape[axis]);
    if (array && fits && array.data instanceof Type) return array.data;
    throw this.damaged(name);
  }

  damaged(name: string): DataError {
    return new DataError(`${this.#path} is damaged: its '${name}' is missing or has another shape.`, {
      hint: 'Delete it: it is made again from the weights of the run.',
    });
  }
}

async function readBytes(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw pathFailure(RunError, 'read', path, error);
  }
}
