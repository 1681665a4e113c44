import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agglomerate,
  type Cluster,
  countedSimilarity,
  neighborSimilarity,
  type Similarity,
  seriate,
  softSimilarity,
} from '../../src/analysis/index.ts';
import { RandomStream } from '../../src/engine/index.ts';

function similarityOf(classes: number, between: (a: number, b: number) => number): Similarity {
  const values = new Float64Array(classes * classes);
  for (let a = 0; a < classes; a++)
    for (let b = 0; b < classes; b++)
      if (a !== b) values[a * classes + b] = between(Math.min(a, b), Math.max(a, b));
  return { classes, values };
}

/** Symmetric matrices of few different values, so that there are many ties. */
const anySimilarity = (most: number): fc.Arbitrary<Similarity> =>
  fc
    .integer({ min: 1, max: most })
    .chain(classes =>
      fc
        .array(fc.integer({ min: 0, max: 5 }), { minLength: classes ** 2, maxLength: classes ** 2 })
        .map(values => similarityOf(classes, (a, b) => values[a * classes + b]!)),
    );

/** All orders that the tree allows: at every merge either side first. */
function allOrders(cluster: Cluster): number[][] {
  if (!('left' in cluster)) return [[...cluster.members]];
  const rights = allOrders(cluster.right);
  return allOrders(cluster.left).flatMap(left =>
    rights.flatMap(right => [
      [...left, ...right],
      [...right, ...left],
    ]),
  );
}

describe('similarity', () => {
  it('is the mean probability in both directions', () => {
    const { values } = softSimilarity({
      classes: 3,
      probabilities: [0.5, 0.25, 0.25, 0.75, 0.25, 0, 0.5, 0.5, 0],
      labels: [0, 0, 1],
    });
    // Class 0 gives class 1 0.25 on average, class 1 gives class 0 0.5; class 2 has no drawing.
    expect([...values]).toEqual([0, 0.375, 0.0625, 0.375, 0, 0, 0.0625, 0, 0]);
  });

  it('is the share of mutual confusions', () => {
    const { values } = countedSimilarity({ classes: 2, counts: Uint32Array.of(6, 4, 1, 9) });
    expect([...values]).toEqual([0, 0.25, 0.25, 0]);
    expect([...countedSimilarity({ classes: 2, counts: new Uint32Array(4) }).values]).toEqual([0, 0, 0, 0]);
  });

  it('of neighbors sums up along an order', () => {
    const similarity = similarityOf(3, (a, b) => 10 * a + b);
    expect(neighborSimilarity(similarity, [0, 2, 1])).toBe(2 + 12);
    expect(neighborSimilarity(similarity, [])).toBe(0);
  });
});

describe('agglomerate', () => {
  // 0–1 0.9, 2–3 0.8; between these 0.1, 0.2, 0.3 and 0.6.
  const pairs = new Map([
    ['01', 0.9],
    ['23', 0.8],
    ['02', 0.1],
    ['03', 0.2],
    ['12', 0.3],
    ['13', 0.6],
  ]);
  const four = similarityOf(4, (a, b) => pairs.get(`${a}${b}`)!);

  it('merges by the mean or by the least similar pair', () => {
    const [average] = agglomerate(four, 'average');
    expect(average).toMatchObject({ members: [0, 1, 2, 3], left: { members: [0, 1], similarity: 0.9 } });
    expect((average as { similarity: number }).similarity).toBeCloseTo(0.3, 12);
    expect((agglomerate(four, 'complete')[0] as { similarity: number }).similarity).toBeCloseTo(0.1, 12);
  });

  it('stops at a threshold', () => {
    const members = (clusters: Cluster[]): number[][] => clusters.map(cluster => [...cluster.members]);
    expect(members(agglomerate(four, 'average', 0.85))).toEqual([[0, 1], [2], [3]]);
    expect(members(agglomerate(four, 'average', 0.8))).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('has the mean over all pairs at every merge, and merges never grow more similar', () => {
    fc.assert(
      fc.property(anySimilarity(8), similarity => {
        const visit = (cluster: Cluster): number => {
          if (!('left' in cluster)) return Number.POSITIVE_INFINITY;
          let sum = 0;
          for (const a of cluster.left.members)
            for (const b of cluster.right.members) sum += similarity.values[a * similarity.classes + b]!;
          const pairs = cluster.left.members.length * cluster.right.members.length;
          expect(cluster.similarity).toBeCloseTo(sum / pairs, 9);
          expect(Math.min(visit(cluster.left), visit(cluster.right))).toBeGreaterThanOrEqual(
            cluster.similarity - 1e-9,
          );
          return cluster.similarity;
        };
        visit(agglomerate(similarity, 'average')[0]!);
      }),
    );
  });
});

describe('seriate', () => {
  it('puts a chain in order, however it was mixed', () => {
    const place = [4, 1, 5, 0, 3, 2];
    const chain = similarityOf(6, (a, b) => 1 / (1 + Math.abs(place[a]! - place[b]!)) ** 2);
    expect([...seriate(chain)].map(index => place[index])).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('is the best of all orders of the tree', () => {
    fc.assert(
      fc.property(anySimilarity(7), similarity => {
        const [tree] = agglomerate(similarity, 'average');
        const best = Math.max(...allOrders(tree!).map(order => neighborSimilarity(similarity, order)));
        const order = seriate(similarity);
        expect([...order].sort()).toEqual([...tree!.members].sort());
        expect(neighborSimilarity(similarity, order)).toBeCloseTo(best, 9);
        expect(order[0]).toBeLessThanOrEqual(order.at(-1)!);
      }),
    );
  });

  it('keeps clusters together and finds them among 345 classes', () => {
    const stream = new RandomStream(1, 'synthetic');
    const clusterOf = Array.from({ length: 345 }, () => stream.below(30));
    const noise = Array.from({ length: 345 ** 2 }, () => stream.uniform());
    const similarity = similarityOf(
      345,
      (a, b) => (clusterOf[a] === clusterOf[b] ? 1 : 0.3) * noise[a * 345 + b]!,
    );
    const order = [...seriate(similarity)];
    expect(new Set(order).size).toBe(345);
    const changes = order.slice(1).filter((index, place) => clusterOf[index] !== clusterOf[order[place]!]);
    expect(changes.length).toBeLessThan(60);
    expect([...seriate(similarity)]).toEqual(order);
  });

  it('has nothing to order where there are no or few classes', () => {
    expect([...seriate(similarityOf(0, () => 0))]).toEqual([]);
    expect([...seriate(similarityOf(1, () => 0))]).toEqual([0]);
    expect([...seriate(similarityOf(2, () => 0))]).toEqual([0, 1]);
    expect([...seriate(similarityOf(3, () => 0))]).toHaveLength(3);
  });
});
