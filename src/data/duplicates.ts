/** Drawings whose 784 bytes occur in two categories. */
export interface SharedDrawings {
  readonly categories: readonly [string, string];
  /** Different drawings that both have. */
  readonly count: number;
}

export interface Duplicates {
  /** For each category, drawings that occur earlier in it. */
  readonly within: readonly number[];
  /** Pairs of categories with drawings in common, most of them first. */
  readonly between: readonly SharedDrawings[];
}

/**
 * Counts equal drawings by their content hashes (64 bits: among 50 million drawings an accidental match is a
 * matter of 1 in 15,000).
 */
export function countDuplicates(
  categories: readonly { readonly name: string; readonly hashes: BigUint64Array }[],
): Duplicates {
  const distinct = categories.map(({ hashes }) => distinctSorted(hashes));
  const within = categories.map(({ hashes }, at) => hashes.length - distinct[at]!.length);
  return { within, between: countShared(categories, distinct) };
}

function countShared(
  categories: readonly { readonly name: string }[],
  distinct: readonly BigUint64Array[],
): SharedDrawings[] {
  const shared = occurringTwice(distinct);
  const holders = new Map<bigint, number[]>();
  for (const [at, hashes] of distinct.entries())
    for (const hash of hashes) if (shared.has(hash)) holders.set(hash, [...(holders.get(hash) ?? []), at]);
  const counts = new Map<string, SharedDrawings>();
  for (const indices of holders.values()) {
    for (const [a, b] of pairs(indices)) {
      const key = `${a} ${b}`;
      const names = [categories[a]!.name, categories[b]!.name] as const;
      counts.set(key, { categories: names, count: (counts.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count);
}

/** Hashes that are in more than one of the lists: few, so that a set can hold them. */
function occurringTwice(lists: readonly BigUint64Array[]): Set<bigint> {
  const all = new BigUint64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  all.sort();
  const twice = new Set<bigint>();
  for (let at = 1; at < all.length; at++) if (all[at] === all[at - 1]) twice.add(all[at]!);
  return twice;
}

function distinctSorted(hashes: BigUint64Array): BigUint64Array {
  const sorted = hashes.slice().sort();
  let end = 0;
  for (let at = 0; at < sorted.length; at++)
    if (at === 0 || sorted[at] !== sorted[end - 1]) sorted[end++] = sorted[at]!;
  return sorted.subarray(0, end);
}

function* pairs(indices: readonly number[]): Generator<readonly [number, number]> {
  for (const [at, a] of indices.entries()) for (const b of indices.slice(at + 1)) yield [a, b];
}
