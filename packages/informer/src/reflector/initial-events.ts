import type { OpenWatch } from "./open-watch.ts";

/** The objects that a watch sent before it went on. */
export interface InitialObjects<T> {
  readonly items: readonly T[];
  readonly version: string;
}

/**
 * Reads a watch up to the bookmark that ends its initial events. The watch can be read on from there.
 * @throws What the watch breaks with; Error when it ends before the bookmark, or sends an unknown event.
 */
export async function initialObjects<T>(
  watch: OpenWatch<T>,
  keyOf: (object: T) => string,
): Promise<InitialObjects<T>> {
  const objects = new Map<unknown, T>();
  // An object without a key is for the target to refuse.
  const keyOrObject = (object: T): unknown => {
    try {
      return keyOf(object);
    } catch {
      return object;
    }
  };
  for (;;) {
    const event = await watch.next();
    switch (event?.type) {
      case "added":
      case "modified":
        objects.set(keyOrObject(event.object), event.object);
        break;
      case "deleted":
        objects.delete(keyOrObject(event.object));
        break;
      case "bookmark":
        if (event.initialEventsEnd) return { items: [...objects.values()], version: event.version };
        break;
      case "error":
        throw event.error;
      case undefined:
        throw new Error("the watch ended before it had sent every existing object");
      default:
        throw new Error(
          `a watch sent an event of the unknown type ${String((event as { readonly type: unknown }).type)}`,
        );
    }
  }
}
