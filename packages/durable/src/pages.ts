import type { KeyQuery, QueueStore, StoredKey } from "@workset/store";

const pageSize = 500;

/** The keys in one state, page by page: what is held in memory does not grow with their number. */
export async function* pages(
  store: QueueStore,
  query: Omit<KeyQuery, "limit" | "after">,
  now: () => number,
): AsyncGenerator<StoredKey, void, undefined> {
  let after: string | undefined;
  do {
    const page = await store.list(
      { ...query, limit: pageSize, ...(after === undefined ? {} : { after }) },
      now(),
    );
    yield* page.keys;
    after = page.next;
  } while (after !== undefined);
}
