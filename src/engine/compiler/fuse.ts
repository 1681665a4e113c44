import type { Graph, Value } from '../graph.ts';
import { foldAffine } from './fold-affine.ts';
import { fuseConvNormReluPool } from './fuse-conv-norm-relu-pool.ts';
import { fuseConvReluPool } from './fuse-conv-relu-pool.ts';
import { fuseToImages } from './fuse-to-images.ts';
import { type Replacement, rewrite } from './rewrite.ts';
import type { Rewritten } from './simplify.ts';

type Rule = (graph: Graph, outputs: readonly Value[]) => Replacement[];

/** In this order: a later rule sees what an earlier one made. */
const rules: readonly Rule[] = [fuseToImages, foldAffine, fuseConvReluPool, fuseConvNormReluPool];

/** Replaces groups of operations by fused ones. `outputs` are the values that are read from outside. */
export function fuse(graph: Graph, outputs: readonly Value[]): Rewritten {
  let result: Rewritten = { graph, find: value => value };
  for (const rule of rules) {
    const before = result;
    const kept = outputs.map(output => before.find(output)!);
    const after = rewrite(before.graph, rule(before.graph, kept));
    result = {
      graph: after.graph,
      find: old => {
        const value = before.find(old);
        return value && after.find(value);
      },
    };
  }
  return result;
}
