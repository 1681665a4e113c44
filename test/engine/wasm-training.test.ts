import { afterAll, describe, expect, it } from 'vitest';
import { ReferenceBackend } from '../../src/engine/index.ts';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import { randomData, runGraph } from './run-graph.ts';
import { type NetworkSizes, trainingGraph } from './training-graph.ts';

/** Largest difference relative to the largest element. */
function relativeError(actual: readonly number[], expected: readonly number[]): number {
  const scale = Math.max(1e-30, ...expected.map(Math.abs));
  return Math.max(...actual.map((value, index) => Math.abs(value - expected[index]!))) / scale;
}

const reference = new ReferenceBackend();
const plain = [1, 2, 3].map(threads => createNodeBackend({ threads, fuse: false }));
afterAll(() => Promise.all(plain.map(backend => backend.close())));

const networks: [string, NetworkSizes][] = [
  ['a small network', { batch: 5, side: 9, filters: [3, 5], channels: 1, classes: 4 }],
  ['odd sizes, several shards', { batch: 33, side: 11, filters: [5, 9], channels: 3, classes: 7 }],
  ['the study’s network', { batch: 17, side: 28, filters: [4, 8, 16], channels: 1, classes: 10 }],
];

describe('a training step of plain kernels', () => {
  it.each(networks)('agrees with the reference: %s', async (_name, sizes) => {
    const { graph, outputs } = trainingGraph(sizes, 'none');
    const data = randomData(graph, 3, sizes.classes);
    const expected = await runGraph(reference, graph, outputs, data);
    const runs: number[][][] = [];
    for (const backend of plain) runs.push(await runGraph(backend, graph, outputs, data));
    outputs.forEach((_, index) => {
      expect(relativeError(runs[0]![index]!, expected[index]!)).toBeLessThan(2e-6);
    });
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });
});
