import { afterAll, describe, expect, it } from 'vitest';
import { createNodeBackend } from '../../src/engine/node/index.ts';
import { ReferenceBackend } from '../../src/engine/reference/backend.ts';
import { randomData, runGraph } from './run-graph.ts';
import { type NetworkSizes, trainingGraph } from './training-graph.ts';

const backends = [1, 2, 3].map(threads => createNodeBackend({ threads }));
const plain = createNodeBackend({ threads: 2, fuse: false });
afterAll(() => Promise.all([...backends, plain].map(backend => backend.close())));

/** ‖a − b‖ / ‖b‖. */
function relativeDistance(a: readonly number[], b: readonly number[]): number {
  const norm = (values: readonly number[]) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(a.map((value, index) => value - b[index]!)) / (norm(b) || 1);
}

const cases: NetworkSizes[] = [
  { batch: 1, side: 28, filters: [1, 2, 4, 8], channels: 1, classes: 3 },
  { batch: 5, side: 28, filters: [3, 6, 12, 24], channels: 1, classes: 7 },
  { batch: 33, side: 28, filters: [4, 5, 7, 9], channels: 1, classes: 4 },
  { batch: 18, side: 14, filters: [9, 13], channels: 3, classes: 4 },
];

describe('fused blocks on the wasm backend', () => {
  for (const norm of ['none', 'batch'] as const)
    it.each(cases)(
      `gives loss, gradients and statistics as the reference does (norm ${norm}, %o)`,
      async sizes => {
        const { graph, outputs } = trainingGraph(sizes, norm);
        const data = randomData(graph, 11, sizes.classes);
        const expected = await runGraph(new ReferenceBackend(), graph, outputs, data);
        const results = [];
        for (const backend of backends) results.push(await runGraph(backend, graph, outputs, data));
        results[0]!.forEach((values, index) => {
          expect(relativeDistance(values, expected[index]!), `output ${index}`).toBeLessThan(1e-5);
        });
        expect(results[1]).toEqual(results[0]);
        expect(results[2]).toEqual(results[0]);
        const unfused = await runGraph(plain, graph, outputs, data);
        unfused.forEach((values, index) => {
          expect(relativeDistance(values, expected[index]!), `unfused output ${index}`).toBeLessThan(1e-5);
        });
      },
    );
});
