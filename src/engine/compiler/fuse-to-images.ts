import { toImages } from '../fused/to-images.ts';
import type { Graph, Value } from '../graph.ts';
import { GraphIndex, maker } from './graph-index.ts';
import type { Replacement } from './rewrite.ts';

/** Rule: reshape(toFloat(x)) to images of one channel becomes `toImages`, which can write them with a halo. */
export function fuseToImages(graph: Graph, outputs: readonly Value[]): Replacement[] {
  const index = new GraphIndex(graph, outputs);
  return graph.nodes.flatMap(node => {
    if (node.operation.name !== 'reshape') return [];
    const y = node.outputs[0]!;
    const convert = maker(node.inputs[0]!, 'toFloat');
    const isImage = y.shape.length === 4 && y.shape[3] === 1 && y.shape[0] === node.inputs[0]!.shape[0];
    if (!convert || !isImage || !index.isPrivateTo(node.inputs[0]!, [node])) return [];
    const { scale } = convert.attributes as { scale: number };
    return [
      {
        covered: [convert, node],
        at: node,
        build: (_graph, find) =>
          new Map([[y, toImages(find(convert.inputs[0]!), { scale, shape: y.shape })]]),
      },
    ];
  });
}
