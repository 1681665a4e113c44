// A short training of a small network on made-up drawings, written against the built engine so that the same file runs in Node and in a
// browser. Returns the final parameters.

const BATCH = 20;
const STEPS = 5;

/**
 * A number in 0…255 that depends on its place only; three quarters are ground.
 * @param {number} drawing
 * @param {number} pixel
 */
function ink(drawing, pixel) {
  const mixed =
    Math.imul(Math.imul(drawing + 1, 2_654_435_761) ^ Math.imul(pixel + 7, 40_503), 2_246_822_519) >>> 0;
  return mixed % 4 === 0 ? mixed >>> 24 : 0;
}

/**
 * Builds one training step and the list of its trained parameters.
 * @param {any} engine the built engine's module
 */
function buildStep({
  Graph,
  adam,
  add,
  conv2d,
  gradients,
  matmul,
  maxPool2d,
  mean,
  relu,
  reshape,
  softmaxCrossEntropy,
  toFloat,
  batchNorm,
}) {
  const graph = new Graph();
  const bitmaps = graph.input('bitmaps', [BATCH, 784], 'u8', { batched: true });
  const labels = graph.input('labels', [BATCH], 'i32', { batched: true });
  const scalars = graph.input('scalars', [5]);
  let x = reshape(toFloat(bitmaps, 1 / 255), [BATCH, 28, 28, 1]);
  [3, 6, 9].forEach((filters, index) => {
    const z = conv2d(x, graph.parameter(`kernel${index}`, [3, 3, x.shape[3], filters]));
    const bias = graph.parameter(`bias${index}`, [filters]);
    const gamma = index === 1 ? graph.parameter('gamma', [filters]) : undefined;
    const normed = gamma ? batchNorm(z, gamma, bias, { epsilon: 1e-3 }).y : add(z, bias);
    x = maxPool2d(relu(normed), { size: 2, stride: 2 });
  });
  const logits = matmul(reshape(x, [BATCH, 81]), graph.parameter('dense', [81, 5]));
  const loss = mean(softmaxCrossEntropy(logits, labels, { labelSmoothing: 0.1 }), [0]);
  const weights = [...graph.parameters];
  gradients(loss, weights).forEach((/** @type {any} */ gradient, /** @type {number} */ index) => {
    const weight = weights[index];
    const [m, v] = ['m', 'v'].map(name => graph.parameter(`${name}${index}`, weight.shape));
    const next = adam(weight, gradient, m, v, scalars, { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 });
    graph.assign(weight, next.w);
    graph.assign(m, next.m);
    graph.assign(v, next.v);
  });
  return { graph, bitmaps, labels, scalars, loss, weights };
}

/**
 * @param {any} engine the built engine's module
 * @param {any} backend
 * @returns {Promise<number[]>} the last loss and all parameters after STEPS steps
 */
export async function train(engine, backend) {
  const { graph, bitmaps, labels, scalars, loss, weights } = buildStep(engine);
  const values = [bitmaps, labels, scalars, loss, ...graph.parameters];
  const bindings = new Map(values.map(value => [value, backend.buffer(value.shape, value.dtype)]));
  weights.forEach((weight, index) => {
    const stream = new engine.RandomStream(5, 'synthetic', index);
    const size = engine.sizeOf(weight.shape);
    backend.write(
      bindings.get(weight),
      Float32Array.from({ length: size }, () => 0.3 * stream.normal()),
    );
  });
  const program = backend.compile(graph, [loss], bindings);
  for (let step = 1; step <= STEPS; step++) {
    const first = (step - 1) * BATCH;
    backend.write(
      bindings.get(bitmaps),
      Uint8Array.from({ length: BATCH * 784 }, (_, i) => ink(first + Math.floor(i / 784), i % 784)),
    );
    backend.write(
      bindings.get(labels),
      Int32Array.from({ length: BATCH }, (_, i) => (first + i) % 5),
    );
    backend.write(
      bindings.get(scalars),
      Float32Array.of(0.01, 1 / (1 - 0.9 ** step), 1 / (1 - 0.999 ** step), 0, 0),
    );
    await program.run();
  }
  const results = [];
  for (const value of [loss, ...weights]) results.push(...(await backend.read(bindings.get(value))));
  return results;
}
