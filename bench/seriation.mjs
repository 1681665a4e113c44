// How well categories are ordered by similarity, and how fast: `npm run build && node bench/seriation.mjs RUN`.
// Prints the sum of the similarities of neighbors for several orders of a run's categories; more is better.

import { agglomerate, neighborSimilarity, seriate, softSimilarity } from '../dist/analysis/index.js';
import { readPredictions } from '../dist/train/predictions-file.js';

const ROUNDS = 5;
const ITERATIONS = 5000;

/** Order by the second eigenvector of D^(−1/2) S D^(−1/2), by power iteration: the normalized Laplacian's Fiedler vector. */
function spectralOrder({ classes, values }) {
  const indexes = Array.from({ length: classes }, (_, index) => index);
  const root = indexes.map(a => Math.sqrt(indexes.reduce((sum, b) => sum + values[a * classes + b], 0)));
  const norm = vector => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const rootNorm = norm(root);
  const first = root.map(value => value / rootNorm);
  let vector = indexes.map(index => Math.sin(index + 1));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    // Half a step of identity makes all eigenvalues positive.
    const next = indexes.map(a => {
      let sum = 0;
      for (let b = 0; b < classes; b++) sum += (values[a * classes + b] / (root[a] * root[b])) * vector[b];
      return (vector[a] + sum) / 2;
    });
    const along = next.reduce((sum, value, index) => sum + value * first[index], 0);
    const apart = next.map((value, index) => value - along * first[index]);
    const length = norm(apart);
    vector = apart.map(value => value / length);
  }
  return indexes.sort((a, b) => vector[a] / root[a] - vector[b] / root[b]);
}

const run = process.argv[2];
if (run === undefined) throw new Error('Name a run’s directory: node bench/seriation.mjs RUN');
const { probabilities, labels, confusion } = await readPredictions(run);
const similarity = softSimilarity({ classes: confusion.classes, probabilities, labels });

const times = Array.from({ length: ROUNDS }, () => {
  const start = performance.now();
  seriate(similarity);
  return performance.now() - start;
}).sort((a, b) => a - b);
const orders = {
  'as listed': Array.from({ length: confusion.classes }, (_, index) => index),
  spectral: spectralOrder(similarity),
  'average linkage': agglomerate(similarity, 'average')[0].members,
  'optimal leaves': seriate(similarity),
};
console.log(`${confusion.classes} categories, ${labels.length} drawings`);
for (const [name, order] of Object.entries(orders))
  console.log(`${name.padEnd(16)} ${neighborSimilarity(similarity, order).toFixed(2)}`);
console.log(`median of ${ROUNDS}: ${times[Math.floor(ROUNDS / 2)].toFixed(0)} ms`);
