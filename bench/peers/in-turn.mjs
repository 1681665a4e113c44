// Measures a peer's training step and ours in one process, in turn, so that the ratio is of neighbors in time. Both start from the same weights
// and see the same batches of real drawings; that their losses agree step after step shows that it is the same step.
import { parseArgs } from 'node:util';
import { openWhole, starterFolder } from '../../dist/data/node/index.js';
import { createNodeBackend } from '../../dist/engine/node/index.js';
import { cnn, defaultAdam, Trainer } from '../../dist/nn/index.js';

export const learningRate = 1e-3;
/** Of Adam, on both sides. */
export const { beta1, beta2, epsilon } = defaultAdam;

const PIXELS = 784;
/** Our steps a round: enough for a median, with a few before it to warm the caches that the peer has emptied. */
const OUR_STEPS = 40;
const OUR_WARM_UP = 10;

const { values } = parseArgs({
  options: {
    width: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '128' },
    data: { type: 'string', default: starterFolder },
    categories: {
      type: 'string',
      default: 'rainbow,lighthouse,giraffe,eyeglasses,tooth,teapot,sock,camouflage,cow,couch',
    },
  },
});
const width = Number(values.width);
const rounds = Number(values.rounds);
const batch = Number(values.batch);
const categories = values.categories.split(',');

const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rounded = (number, digits) => Number(number.toPrecision(digits));

/** Batches of the categories' drawings in a shuffled order; `batchAt(step)`, from 1, goes round. */
async function loadBatches() {
  const opened = await openWhole(values.data, { categories, splitSeed: 1 });
  const { all } = opened.parts;
  const bitmaps = new Uint8Array(PIXELS * all.count);
  const labels = new Int32Array(all.count);
  await all.shuffled(1, 1).next(bitmaps, labels);
  await opened.close();
  const batches = Math.floor(all.count / batch);
  return step => {
    const from = ((step - 1) % batches) * batch;
    return {
      bitmaps: bitmaps.subarray(PIXELS * from, PIXELS * (from + batch)),
      labels: labels.subarray(from, from + batch),
    };
  };
}

/** Our trainer from seed 1, and the weights it starts with. */
async function startOurs(backend, batchAt) {
  const model = cnn({ classes: categories.length, width, norm: 'none', init: 'glorot', dropout: 0 });
  const options = { optimizer: defaultAdam, l1: 0, l2: 0, labelSmoothing: 0, averageDecay: 0, warp: 'none' };
  const trainer = new Trainer(backend, model, options);
  trainer.initialize(1);
  let step = 0;
  return {
    weights: await trainer.network.tensors.save(),
    async step() {
      step++;
      const { lossSum, count } = await trainer.step(batchAt(step), { step, learningRate, seed: 1 });
      return lossSum / count;
    },
  };
}

async function timed(action) {
  const start = performance.now();
  const result = await action();
  return { result, ms: performance.now() - start };
}

/** Median milliseconds of our step. */
async function ourRound(ours) {
  const times = [];
  for (let i = 0; i < OUR_WARM_UP + OUR_STEPS; i++) times.push((await timed(() => ours.step())).ms);
  return median(times.slice(OUR_WARM_UP));
}

/**
 * Prints one JSON line: milliseconds a step of the peer and ours, the ratio of each round and their median, and
 * the largest relative difference of the losses.
 *
 * `start({ weights, batch, classes })` gives the peer's `step({ bitmaps, labels }, number)`, a promise of the
 * loss once the new weights are there. Weights are in Keras's layout: kernels [height, width, in, out] and
 * [in, out]. The first step, in which a peer may compile, is not timed.
 */
export async function measureInTurn({ peer, version, start }) {
  const batchAt = await loadBatches();
  const backend = createNodeBackend({ threads: 1 });
  const ours = await startOurs(backend, batchAt);
  const twin = await startOurs(backend, batchAt);
  const step = await start({ weights: twin.weights, batch, classes: categories.length });
  const theirMs = [];
  const ourMs = [];
  const losses = [];
  for (let number = 1; number <= rounds + 1; number++) {
    const { result, ms } = await timed(() => step(batchAt(number), number));
    losses.push({ peer: result, ours: await twin.step() });
    console.error(`step ${number}: ${peer} ${ms.toFixed(0)} ms, losses ${JSON.stringify(losses.at(-1))}`);
    if (number === 1) continue;
    theirMs.push(ms);
    ourMs.push(await ourRound(ours));
  }
  await backend.close();
  const ratios = theirMs.map((ms, round) => ms / ourMs[round]);
  const lossDifference = Math.max(...losses.map(loss => Math.abs(loss.peer / loss.ours - 1)));
  console.log(
    JSON.stringify({
      peer,
      version,
      node: process.version,
      width,
      batch,
      msPerStep: rounded(median(theirMs), 4),
      ourMsPerStep: rounded(median(ourMs), 4),
      ratio: rounded(median(ratios), 3),
      ratios: ratios.map(ratio => rounded(ratio, 3)),
      lossDifference: rounded(lossDifference, 2),
    }),
  );
}
