import type { SentEvent } from "@workset/contract";
import type { ModelSource, Thing } from "../model-source.ts";
import type { FaultySource } from "./faulty-source.ts";

/** Sources that tell changes wrongly. */
export const watching: readonly FaultySource[] = [
  {
    name: "calls every change a modification",
    caughtBy: [
      "A watch sends a new object as added, a changed one as modified, and a removed one as deleted.",
    ],
    makeFaulty: (source) =>
      telling(source, (event) => (event.type === "added" ? { ...event, type: "modified" } : event)),
  },
  {
    name: "calls every change an addition",
    caughtBy: ["A change of an object that existed before the watch is sent as modified, not as added."],
    makeFaulty: (source) =>
      telling(source, (event) => (event.type === "modified" ? { ...event, type: "added" } : event)),
  },
  {
    name: "begins every watch with all there is",
    caughtBy: ["A watch from the version of a list repeats nothing of the list."],
    makeFaulty: (source) => void (source.since = () => source.initial().slice(0, -1)),
  },
  {
    name: "tells nothing from before a watch was opened",
    caughtBy: [
      "A watch from the version of a list sends changes made before the watch was opened.",
      "A watch from the version of an object in an event sends what follows that event.",
    ],
    makeFaulty: (source) => void (source.since = () => []),
  },
  {
    name: "takes the version of an empty list for none",
    caughtBy: ["An empty list has a version to watch from."],
    makeFaulty(source) {
      const since = source.since.bind(source);
      source.since = (from) => (from === 0 ? [] : since(from));
    },
  },
  {
    name: "tells all there is again at each list",
    caughtBy: ["Without changes a watch sends nothing."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        for (const object of source.things.values()) {
          for (const watch of source.open) source.hand(watch, { type: "modified", object });
        }
        return list(options);
      };
    },
  },
  {
    name: "tells the newest of what waits first",
    caughtBy: [
      "The states of one object are sent in their order.",
      "A watch keeps unread events, in order, for a slow reader.",
    ],
    makeFaulty(source) {
      source.hand = (watch, event) => {
        if (watch.state !== "open") return;
        watch.waiting.unshift(event);
        if (watch.waiting.length === 3) watch.wake();
      };
    },
  },
  {
    name: "tells each event to one watch only",
    caughtBy: ["Every change is sent to every watch."],
    makeFaulty(source) {
      const hand = source.hand.bind(source);
      source.hand = (watch, event) => {
        if (watch === [...source.open].at(-1)) hand(watch, event);
      };
    },
  },
  {
    name: "loses deletions",
    caughtBy: ["A list with the events after it applied equals a later list."],
    makeFaulty(source) {
      const tell = source.tell.bind(source);
      source.tell = (event) => {
        if (event.type !== "deleted") tell(event);
      };
    },
  },
  {
    name: "keeps the newest event alone for a slow reader",
    caughtBy: ["A watch keeps unread events, in order, for a slow reader."],
    makeFaulty(source) {
      const hand = source.hand.bind(source);
      source.hand = (watch, event) => {
        watch.waiting.length = 0;
        hand(watch, event);
      };
      const reader = source.reader.bind(source);
      source.reader = (watch) => {
        const whole = reader(watch);
        let left = 10;
        return {
          ...whole,
          next: async () => (left-- > 0 && watch.waiting.length > 0 ? whole.next() : end(whole)),
        };
      };
    },
  },
];

/** Sources whose versions are wrong. */
export const versioning: readonly FaultySource[] = [
  {
    name: "gives all objects the version of the list",
    caughtBy: ["An object that does not change keeps its version."],
    makeFaulty: (source) => listedAs(source, (thing) => ({ ...thing, version: String(source.version) })),
  },
  {
    name: "gives an object one version forever",
    caughtBy: [
      "An object that changes gets another version.",
      "An object that is removed and added again has another version.",
    ],
    makeFaulty: (source) => listedAs(source, (thing) => ({ ...thing, version: thing.name })),
  },
  {
    name: "makes the version of an object from its value",
    caughtBy: ["An object that is removed and added again has another version."],
    makeFaulty: (source) => listedAs(source, (thing) => ({ ...thing, version: String(thing.value) })),
  },
  {
    name: "tells changes with other versions than lists",
    caughtBy: ["An event has the object with the version that a list shows afterwards."],
    makeFaulty: (source) => listedAs(source, (thing) => ({ ...thing, version: `v${thing.version}` })),
  },
  {
    name: "begins with the event of the version it is asked to go on from",
    caughtBy: ["A watch from the version of an object in an event sends what follows that event."],
    makeFaulty(source) {
      const since = source.since.bind(source);
      source.since = (from) => since(from - 1);
    },
  },
  {
    name: "takes any version, and tells what it still has",
    caughtBy: ["A watch from a version that is no longer available is refused as expired."],
    makeFaulty: (source) => void Object.defineProperty(source, "oldest", { get: () => 0, set: () => {} }),
  },
  {
    name: "refuses without saying why",
    caughtBy: ["A watch from a version that is no longer available is refused as expired."],
    makeFaulty(source) {
      const watch = source.watch.bind(source);
      source.watch = async (request) => {
        request.signal.throwIfAborted();
        return watch(request).catch(() => {
          throw new Error("no");
        });
      };
    },
  },
  {
    name: "opens no watch any more once it has refused one",
    caughtBy: ["After a refusal, a list and a watch from its version succeed."],
    makeFaulty(source) {
      const watch = source.watch.bind(source);
      let isBroken = false;
      source.watch = async (request) => {
        const opening = watch(isBroken ? { ...request, version: "-1" } : request);
        opening.catch(() => (isBroken = true));
        return opening;
      };
    },
  },
];

function telling(source: ModelSource, change: (event: SentEvent<Thing>) => SentEvent<Thing>): void {
  const hand = source.hand.bind(source);
  source.hand = (watch, event) => hand(watch, change(event));
}

function listedAs(source: ModelSource, change: (thing: Thing) => Thing): void {
  const list = source.list.bind(source);
  source.list = async (options) => {
    const page = await list(options);
    return { ...page, items: page.items.map(change) };
  };
}

async function end(
  reader: AsyncIterator<SentEvent<Thing>, undefined>,
): Promise<IteratorResult<SentEvent<Thing>, undefined>> {
  return reader.return!();
}
