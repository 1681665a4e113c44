import { describe, expect, it } from 'vitest';
import { fuse } from '../../src/engine/compiler/fuse.ts';
import { simplify } from '../../src/engine/compiler/simplify.ts';
import type { Graph, Value } from '../../src/engine/graph.ts';
import { relu } from '../../src/engine/ops/relu.ts';
import { ReferenceBackend } from '../../src/engine/reference/backend.ts';
import { randomData, runGraph } from './run-graph.ts';
import { evaluationGraph, type NetworkSizes, trainingGraph } from './training-graph.ts';

const sizes: NetworkSizes = { batch: 3, side: 14, filters: [2, 5, 6], channels: 1, classes: 4 };

function fused(graph: Graph, outputs: readonly Value[]) {
  const simple = simplify(graph, outputs);
  const result = fuse(
    simple.graph,
    outputs.map(output => simple.find(output)!),
  );
  const find = (value: Value) => result.find(simple.find(value)!)!;
  return { graph: result.graph, outputs: outputs.map(find), find };
}

const names = (graph: Graph) => graph.nodes.map(node => node.operation.name);

async function expectSame(graph: Graph, outputs: readonly Value[]): Promise<void> {
  const backend = new ReferenceBackend();
  const data = randomData(graph, 7);
  const expected = await runGraph(backend, graph, outputs, data);
  const after = fused(graph, outputs);
  const actual = await runGraph(backend, after.graph, after.outputs, data);
  actual.forEach((values, index) => {
    values.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[index]![at]!, 10);
    });
  });
}

describe('fusion', () => {
  it.each([
    ['none', 'convReluPool'],
    ['batch', 'convNormReluPool'],
  ] as const)(
    'replaces every block of a training step (norm %s) and changes no result',
    async (norm, name) => {
      const { graph, outputs } = trainingGraph(sizes, norm);
      const operations = names(fused(graph, outputs).graph);
      expect(operations.filter(operation => operation === name)).toHaveLength(3);
      expect(operations.filter(operation => operation === `${name}Gradient`)).toHaveLength(3);
      for (const plain of [
        'conv2d',
        'maxPool2d',
        'maxPool2dGradient',
        'batchNorm',
        'batchNormGradient',
        'positive',
      ])
        expect(operations).not.toContain(plain);
      await expectSame(graph, outputs);
    },
  );

  it('folds a norm in evaluation into the convolution', async () => {
    const { graph, output } = evaluationGraph(2);
    expect(names(fused(graph, [output]).graph)).toContain('convReluPool');
    await expectSame(graph, [output]);
  });

  it('leaves a block alone when somebody reads what is inside it', async () => {
    const { graph, output } = evaluationGraph(2);
    const inside = output.node!.inputs[0]!;
    expect(inside.node!.operation.name).toBe('relu');
    const outputs = [output, relu(inside)];
    expect(names(fused(graph, outputs).graph)).not.toContain('convReluPool');
    await expectSame(graph, outputs);
  });
});
