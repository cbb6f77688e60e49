import type { ListedKey } from "@workset/queue";

/** The number of keys removed at once: one commit, where the store commits together what is called in one turn. */
const batchSize = 500;

/** Removes the listed keys that match; how many. Memory does not grow with their number. */
export async function clearKeys<T>(
  keys: AsyncIterable<ListedKey<T>>,
  matches: (listed: ListedKey<T>) => boolean,
  remove: (key: string) => Promise<boolean>,
): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  const removeBatch = async (): Promise<void> => {
    const results = await Promise.all(batch.map(remove));
    removed += results.filter(Boolean).length;
    batch = [];
  };
  for await (const listed of keys) {
    if (!matches(listed)) continue;
    batch.push(listed.key);
    if (batch.length === batchSize) await removeBatch();
  }
  await removeBatch();
  return removed;
}
