import { agglomerate, type Cluster } from './hierarchical-clustering.ts';
import type { Similarity } from './similarity.ts';

/**
 * Orders classes so that similar ones are neighbors: average-linkage clustering, and of the 2^(n − 1) orders
 * that its tree allows the one with the largest sum of similarities of neighbors. It starts with the end
 * whose class is lower.
 * Source: Bar-Joseph, Gifford, Jaakkola, Fast optimal leaf ordering for hierarchical clustering,
 * Bioinformatics 2001.
 * @returns the classes in their order, [classes].
 */
export function seriate(similarity: Similarity): Uint32Array {
  const [tree] = agglomerate(similarity, 'average');
  if (tree === undefined) return new Uint32Array(0);
  const order = new LeafOrdering(similarity).order(tree);
  return Uint32Array.from(order[0]! <= order.at(-1)! ? order : order.reverse());
}

/** The classes that may be at the one end of an ordered cluster where the other end is a given one. */
type OppositeEnds = (end: number) => readonly number[];

/**
 * Dynamic programming over the tree, from the leaves. The best order of a cluster that begins with class `a`
 * and ends with class `b` puts one child first, from `a` to some `inner`, and then the other, from some
 * `outer` to `b`. Two classes are the ends of one cluster only, the smallest that holds both: one matrix
 * serves all clusters.
 */
class LeafOrdering {
  readonly #classes: number;
  readonly #similarity: Float64Array;
  /** Sum of neighbor similarities of the best order between two ends, [classes, classes]. */
  readonly #best: Float64Array;
  /** Where that order has its seam: the end of the child that begins with the row's class. */
  readonly #seam: Uint16Array;

  constructor({ classes, values }: Similarity) {
    this.#classes = classes;
    this.#similarity = values;
    this.#best = new Float64Array(classes * classes);
    this.#seam = new Uint16Array(classes * classes);
  }

  order(tree: Cluster): number[] {
    this.#solve(tree);
    if (!('left' in tree)) return [...tree.members];
    let ends: [number, number] = [tree.left.members[0]!, tree.right.members[0]!];
    for (const a of tree.left.members)
      for (const b of tree.right.members)
        if (this.#best[this.#place(a, b)]! > this.#best[this.#place(...ends)]!) ends = [a, b];
    return this.#trace(tree, ...ends);
  }

  #place(a: number, b: number): number {
    return a * this.#classes + b;
  }

  #solve(cluster: Cluster): void {
    if (!('left' in cluster)) return;
    this.#solve(cluster.left);
    this.#solve(cluster.right);
    const innerOf = oppositeEnds(cluster.left);
    const outerOf = oppositeEnds(cluster.right);
    const joined = new Float64Array(this.#classes);
    const inners = new Uint16Array(this.#classes);
    for (const a of cluster.left.members) {
      // The best way from a through the left child and one step on, to each class of the right child.
      for (const outer of cluster.right.members) {
        joined[outer] = Number.NEGATIVE_INFINITY;
        for (const inner of innerOf(a)) {
          const sum = this.#best[this.#place(a, inner)]! + this.#similarity[this.#place(inner, outer)]!;
          if (sum <= joined[outer]!) continue;
          joined[outer] = sum;
          inners[outer] = inner;
        }
      }
      for (const b of cluster.right.members) {
        let best = Number.NEGATIVE_INFINITY;
        for (const outer of outerOf(b)) {
          const sum = joined[outer]! + this.#best[this.#place(outer, b)]!;
          if (sum <= best) continue;
          best = sum;
          this.#seam[this.#place(a, b)] = inners[outer]!;
          this.#seam[this.#place(b, a)] = outer;
        }
        this.#best[this.#place(a, b)] = this.#best[this.#place(b, a)] = best;
      }
    }
  }

  /** The best order of a cluster that begins with `first` and ends with `last`. */
  #trace(cluster: Cluster, first: number, last: number): number[] {
    if (!('left' in cluster)) return [first];
    const inner = this.#seam[this.#place(first, last)]!;
    const outer = this.#seam[this.#place(last, first)]!;
    const beginsLeft = cluster.left.members.includes(first);
    const [head, tail] = beginsLeft ? [cluster.left, cluster.right] : [cluster.right, cluster.left];
    return [...this.#trace(head, first, inner), ...this.#trace(tail, outer, last)];
  }
}

/**
 * Of a single class the class itself; of two merged clusters, the classes of the child that does not hold the
 * end.
 */
function oppositeEnds(cluster: Cluster): OppositeEnds {
  if (!('left' in cluster)) return () => cluster.members;
  const { left, right } = cluster;
  const isLeft = new Set(left.members);
  return end => (isLeft.has(end) ? right.members : left.members);
}
