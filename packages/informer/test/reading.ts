import type { WatchEvent } from "@workset/informer";

/** Lets everything happen that needs no time. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Reads a watch to its end; what it told so far is in the array, in short: `"added a@1"`. */
export function reading(
  watch: AsyncIterable<WatchEvent<{ readonly key: string; readonly version: string }>>,
): string[] {
  const told: string[] = [];
  void (async () => {
    for await (const event of watch) {
      if (event.type === "error") told.push(`error ${String(event.error)}`);
      else if (event.type === "bookmark") told.push(`bookmark ${event.version}`);
      else told.push(`${event.type} ${event.object.key}@${event.object.version}`);
    }
    told.push("end");
  })();
  return told;
}
