// Holds the gradients of one training step in float32 against the float64 reference backend, tensor by tensor: random noise for drawings
// (no two pixels tie), random biases and norms.
//
//   node bench/gradients.mjs --widths 4,12,32,45,75 --norms none,batch --batch 16
//
// Needs a built project (npm run build). The figure of a tensor is |ours − reference| / |reference| in the Euclidean norm. A pool window or
// ReLU near a tie may be decided otherwise in float32: that shows as one block with a much larger figure, and the blocks before it.
import { parseArgs } from 'node:util';
import {
  Graph,
  gradients,
  mean,
  RandomStream,
  ReferenceBackend,
  sizeOf,
  softmaxCrossEntropy,
} from '../dist/engine/index.js';
import { createNodeBackend } from '../dist/engine/node/index.js';
import { cnn, ParameterScope } from '../dist/nn/index.js';

const { values } = parseArgs({
  options: {
    widths: { type: 'string', default: '4,12,32,45,75' },
    norms: { type: 'string', default: 'none,batch' },
    batch: { type: 'string', default: '16' },
    seed: { type: 'string', default: '1' },
  },
});
const batch = Number(values.batch);
const CLASSES = 10;

/** Loss and gradients of all that is trained. */
function trainingGraph(width, norm) {
  const graph = new Graph();
  const images = graph.input('images', [batch, 28, 28, 1], 'f32', { batched: true });
  const labels = graph.input('labels', [batch], 'i32', { batched: true });
  const scope = new ParameterScope(graph, 'training');
  const logits = cnn({ classes: CLASSES, width, norm, init: 'he', dropout: 0 }).build(images, scope);
  const loss = mean(softmaxCrossEntropy(logits, labels, { labelSmoothing: 0 }), [0]);
  const trained = scope.declared.filter(({ spec }) => spec.trainable);
  const outputs = [
    loss,
    ...gradients(
      loss,
      trained.map(({ value }) => value),
    ),
  ];
  return { graph, outputs, names: ['loss', ...trained.map(({ spec }) => spec.name)] };
}

/** The same numbers for both backends, float32 to begin with. */
function elementsOf(value, random) {
  const normal = spread => Float32Array.from({ length: sizeOf(value.shape) }, () => spread * random.normal());
  if (value.name === 'labels') return Int32Array.from({ length: batch }, () => random.below(CLASSES));
  if (value.name === 'images') return Float32Array.from({ length: batch * 784 }, () => random.uniform());
  if (value.name.endsWith('/kernel')) return normal(Math.sqrt(2 / sizeOf(value.shape.slice(0, -1))));
  if (value.name.endsWith('/gamma')) return normal(0.5).map(x => 1 + x);
  if (value.name.endsWith('/variance')) return normal(0).fill(1);
  return normal(0.1);
}

async function run(backend, { graph, outputs }) {
  const random = new RandomStream(Number(values.seed), 'synthetic');
  const bindings = new Map();
  for (const value of [...graph.inputs, ...graph.parameters, ...outputs])
    bindings.set(value, backend.buffer(value.shape, value.dtype));
  for (const value of [...graph.inputs, ...graph.parameters])
    backend.write(bindings.get(value), elementsOf(value, random));
  const program = backend.compile(graph, outputs, bindings);
  await program.run();
  const results = [];
  for (const value of outputs) results.push(Float64Array.from(await backend.read(bindings.get(value))));
  program.dispose();
  return results;
}

const lengthOf = numbers => Math.sqrt(numbers.reduce((sum, x) => sum + x * x, 0));
const distance = (a, b) => lengthOf(a.map((x, i) => x - b[i])) / lengthOf(b);

const backend = createNodeBackend({ threads: 1 });
console.log(`batch ${batch}, seed ${values.seed}, node ${process.version}`);
console.log('| width | norm | loss | largest of all tensors | tensor |');
console.log('|---|---|---|---|---|');
for (const norm of values.norms.split(','))
  for (const width of values.widths.split(',').map(Number)) {
    const built = trainingGraph(width, norm);
    const [ours, reference] = [await run(backend, built), await run(new ReferenceBackend(), built)];
    const distances = ours.map((numbers, index) => distance(numbers, reference[index]));
    const worst = distances.indexOf(Math.max(...distances));
    const figures = [distances[0], distances[worst]].map(x => x.toExponential(1));
    console.log(`| ${width} | ${norm} | ${figures.join(' | ')} | ${built.names[worst]} |`);
  }
await backend.close();
