/** Maps with `limit` calls under way at a time; the first that throws ends it once those under way have ended. */
export async function mapSeveral<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let hasFailed = false;
  const work = async () => {
    while (next < items.length && !hasFailed) {
      const at = next++;
      try {
        results[at] = await map(items[at]!);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: limit }, work));
  const failed = workers.find(worker => worker.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return results;
}
