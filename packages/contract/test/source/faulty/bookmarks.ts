import type { FaultySource } from "./faulty-source.ts";

/** Sources that tell wrongly how far they are, or where they begin. */
export const bookmarks: readonly FaultySource[] = [
  {
    name: "sends bookmarks to everybody",
    caughtBy: ["Bookmarks are told only to a watch that asked for them."],
    makeFaulty(source) {
      source.bookmark = () => {
        for (const watch of source.open)
          source.hand(watch, { type: "bookmark", version: String(source.version) });
      };
    },
  },
  {
    name: "sends no bookmarks",
    caughtBy: ["Bookmarks are told only to a watch that asked for them."],
    makeFaulty: (source) => void (source.bookmark = () => {}),
  },
  {
    name: "sends bookmarks of what it will have told",
    caughtBy: ["A watch from a bookmark tells all that happened after it, and nothing that happened before."],
    makeFaulty(source) {
      const since = source.since.bind(source);
      source.since = (from) => since(from + 1);
    },
  },
  {
    name: "sends the oldest bookmark last",
    caughtBy: ["Of two bookmarks the later one is of the later state."],
    makeFaulty(source) {
      let left = 3;
      source.bookmark = () => {
        left--;
        for (const watch of source.open) {
          if (watch.bookmarks) source.hand(watch, { type: "bookmark", version: String(left) });
        }
      };
    },
  },
  {
    name: "says that these were all before it has told them",
    caughtBy: [
      "A watch that begins with what is there tells each object as added, once, and then that these were all.",
    ],
    makeFaulty(source) {
      const initial = source.initial.bind(source);
      source.initial = () => initial().toReversed();
    },
  },
  {
    name: "never says that these were all",
    caughtBy: [
      "A watch that begins with what is there tells each object as added, once, and then that these were all.",
      "That nothing was there is told as well.",
    ],
    makeFaulty(source) {
      const initial = source.initial.bind(source);
      source.initial = () => initial().slice(0, -1);
    },
  },
  {
    name: "ends a watch after what was there",
    caughtBy: ["After what was there the same watch tells what changes."],
    makeFaulty(source) {
      const watch = source.watch.bind(source);
      source.watch = async (request) => {
        const opened = await watch(request);
        if (request.initialEvents) source.endWatches();
        return opened;
      };
    },
  },
  {
    name: "says of what was there that it was from the beginning",
    caughtBy: ["The bookmark that ends what was there has a version from which a watch goes on."],
    makeFaulty(source) {
      const initial = source.initial.bind(source);
      source.initial = () => [
        ...initial().slice(0, -1),
        { type: "bookmark", version: "0", initialEventsEnd: true },
      ];
    },
  },
];
