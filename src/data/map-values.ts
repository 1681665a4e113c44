/** A record with the same keys, each value mapped. */
export function mapValues<Key extends string, A, B>(
  record: Readonly<Record<Key, A>>,
  map: (value: A) => B,
): Record<Key, B> {
  const entries = (Object.keys(record) as Key[]).map(key => [key, map(record[key])] as const);
  return Object.fromEntries(entries) as Record<Key, B>;
}
