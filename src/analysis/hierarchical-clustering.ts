import type { Similarity } from './similarity.ts';

/**
 * The similarity of two clusters is the mean over their pairs (`average`) or that of the least similar pair
 * (`complete`).
 */
export type Linkage = 'average' | 'complete';

/** A class, or two clusters that were merged. */
export type Cluster =
  | { readonly members: readonly [number] }
  | {
      /** The cluster with the lowest class of all members. */
      readonly left: Cluster;
      readonly right: Cluster;
      /** How similar both are, by the linkage. */
      readonly similarity: number;
      /** Classes of both, those of `left` first. */
      readonly members: readonly number[];
    };

/**
 * Merges the two most similar clusters again and again, from single classes until none are left that are at
 * least `threshold` similar. Of equally similar pairs the one with the lowest classes, so the outcome is
 * always the same. Time goes with the cube of the number of classes.
 * Source: Lance and Williams, A general theory of classificatory sorting strategies, 1967.
 *
 * @param threshold by default all are merged into one.
 * @returns the clusters that remain, by their lowest class.
 */
export function agglomerate(
  similarity: Similarity,
  linkage: Linkage,
  threshold = Number.NEGATIVE_INFINITY,
): Cluster[] {
  const { classes } = similarity;
  const values = similarity.values.slice();
  // A cluster lives at the place of its lowest class.
  const clusters: (Cluster | undefined)[] = Array.from({ length: classes }, (_, index) => ({
    members: [index],
  }));
  const alive = Array.from({ length: classes }, (_, index) => index);
  for (;;) {
    const closest = closestPair(alive, values, classes);
    if (closest === undefined || closest.similarity < threshold) break;
    const { first, second } = closest;
    const left = clusters[first]!;
    const right = clusters[second]!;
    for (const other of alive) {
      if (other === first || other === second) continue;
      const toLeft = values[first * classes + other]!;
      const toRight = values[second * classes + other]!;
      const merged =
        linkage === 'complete'
          ? Math.min(toLeft, toRight)
          : (toLeft * left.members.length + toRight * right.members.length) /
            (left.members.length + right.members.length);
      values[first * classes + other] = values[other * classes + first] = merged;
    }
    clusters[first] = {
      left,
      right,
      similarity: closest.similarity,
      members: [...left.members, ...right.members],
    };
    clusters[second] = undefined;
    alive.splice(alive.indexOf(second), 1);
  }
  return clusters.filter(cluster => cluster !== undefined);
}

interface ClosestPair {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/** The most similar of the clusters, which are in ascending order; undefined where there are not two. */
function closestPair(
  alive: readonly number[],
  values: Float64Array,
  classes: number,
): ClosestPair | undefined {
  let closest: ClosestPair | undefined;
  let best = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < alive.length; place++) {
    const first = alive[place]!;
    for (let next = place + 1; next < alive.length; next++) {
      const second = alive[next]!;
      const similarity = values[first * classes + second]!;
      if (closest !== undefined && similarity <= best) continue;
      best = similarity;
      closest = { first, second, similarity };
    }
  }
  return closest;
}
