import type { OpenWatch } from "./open-watch.ts";

/** What a watch told of all present objects before it went on. */
export interface InitialObjects<T> {
  readonly items: readonly T[];
  readonly version: string;
}

/**
 * Reads a watch up to the mark that ends its initial events. The watch can be read on from there.
 * @throws What the watch breaks with; Error when it ends before the mark, or tells what makes no sense.
 */
export async function initialObjects<T>(
  watch: OpenWatch<T>,
  keyOf: (object: T) => string,
): Promise<InitialObjects<T>> {
  const objects = new Map<string, T>();
  for (;;) {
    const event = await watch.next();
    switch (event?.type) {
      case "added":
      case "modified":
        objects.set(keyOf(event.object), event.object);
        break;
      case "deleted":
        objects.delete(keyOf(event.object));
        break;
      case "bookmark":
        if (event.initialEventsEnd) return { items: [...objects.values()], version: event.version };
        break;
      case "error":
        throw event.error;
      case undefined:
        throw new Error("the watch ended before it had told of all present objects");
      default:
        throw new Error(`a watch tells of no ${String((event as { readonly type: unknown }).type)}`);
    }
  }
}
