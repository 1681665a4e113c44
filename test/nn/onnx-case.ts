// What tests of exported networks share: weights, real drawings, and the logits that our own engine and ONNX Runtime give.
import { join } from 'node:path';
import { InferenceSession, Tensor as OrtTensor, env as ortEnvironment } from 'onnxruntime-web';
import { openDrawings, starterFolder } from '../../src/data/node/index.ts';
import { type Backend, RandomStream, sizeOf } from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import {
  type Classifier,
  encodeOnnx,
  evaluationStep,
  parametersOf,
  type Tensor,
} from '../../src/nn/index.ts';

const PIXELS = 784;

/** ONNX Runtime has one thread in Node anyway; saying so keeps it from warning. */
ortEnvironment.wasm.numThreads = 1;

export const details = {
  producer: { name: 'test', version: '1' },
  name: 'case',
  description: 'a network of a test',
  metadata: { categories: '["cat","dog"]' },
};

/** Weights as after some training: kernels of the size that keeps activations alive, biases and running statistics of their own. */
export function someWeights(model: Classifier, seed = 1): Map<string, Tensor> {
  return new Map(
    parametersOf(model.build).map(({ name, shape }, index) => {
      const random = new RandomStream(seed, 'synthetic', index);
      const fanIn = Math.max(1, sizeOf(shape.slice(0, -1)));
      const draw = () => {
        if (name.endsWith('variance')) return 0.5 + random.uniform();
        if (name.endsWith('gamma')) return 0.5 + random.uniform();
        return random.normal() * (name.endsWith('kernel') ? Math.sqrt(2 / fanIn) : 0.2);
      };
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, draw) }];
    }),
  );
}

/** The first drawings of a category of the starter pack, u8 [count, 784]. */
export async function starterBitmaps(count: number, category = 'cat'): Promise<Uint8Array> {
  const file = await openDrawings(join(starterFolder, `${category}.npz`));
  const bitmaps = new Uint8Array(count * PIXELS);
  await file.read(0, count, bitmaps);
  await file.close();
  return bitmaps;
}

/** The logits of our own engine, [N, classes]. */
export async function engineLogits(
  model: Classifier,
  weights: ReadonlyMap<string, Tensor>,
  bitmaps: Uint8Array,
  given?: Backend,
): Promise<number[]> {
  const own = given ? undefined : createNodeBackend({ threads: 1 });
  const backend = given ?? own!;
  const { graph, logits, bitmaps: input } = evaluationStep(model, bitmaps.length / PIXELS);
  const values = [...graph.inputs, ...graph.parameters, logits];
  const bindings = new Map(values.map(value => [value, backend.buffer(value.shape, value.dtype)]));
  backend.write(bindings.get(input)!, bitmaps);
  for (const value of graph.parameters) backend.write(bindings.get(value)!, weights.get(value.name!)!.data);
  const program = backend.compile(graph, [logits], bindings);
  await program.run();
  const result = Array.from(await backend.read(bindings.get(logits)!), Number);
  program.dispose();
  await own?.close();
  return result;
}

/** Gray values 0…1 as the file's input takes them, [N, 1, 28, 28]. */
export function onnxInput(bitmaps: Uint8Array): Float32Array {
  return Float32Array.from(bitmaps, value => value / 255);
}

/** The logits of ONNX Runtime for the bytes of a file, [N, classes]. */
export async function onnxLogits(file: Uint8Array, bitmaps: Uint8Array): Promise<number[]> {
  const session = await InferenceSession.create(file);
  const shape = [bitmaps.length / PIXELS, 1, 28, 28];
  const { logits } = await session.run({ bitmap: new OrtTensor('float32', onnxInput(bitmaps), shape) });
  const result = Array.from((await logits!.getData()) as Float32Array);
  await session.release();
  return result;
}

/** The largest difference of logits between the file of a model and our own engine, and the largest logit. */
export async function compare(
  model: Classifier,
  bitmaps: Uint8Array,
  options: { readonly backend?: Backend; readonly seed?: number } = {},
): Promise<{ difference: number; largest: number }> {
  const weights = someWeights(model, options.seed);
  const ours = await engineLogits(model, weights, bitmaps, options.backend);
  const theirs = await onnxLogits(encodeOnnx(model, weights, details), bitmaps);
  if (theirs.length !== ours.length) throw new Error(`${theirs.length} logits in place of ${ours.length}`);
  return {
    difference: Math.max(...ours.map((logit, at) => Math.abs(logit - theirs[at]!))),
    largest: Math.max(...ours.map(Math.abs)),
  };
}
