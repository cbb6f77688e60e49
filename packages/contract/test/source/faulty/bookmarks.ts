import type { FaultySource } from "./faulty-source.ts";

/** Sources that tell wrongly how far they are, or where they begin. */
export const bookmarks: readonly FaultySource[] = [
  {
    name: "sends bookmarks to every caller",
    caughtBy: ["Bookmarks are sent only to a watch that asked for them."],
    makeFaulty(source) {
      source.bookmark = () => {
        for (const watch of source.open)
          source.hand(watch, { type: "bookmark", version: String(source.version) });
      };
    },
  },
  {
    name: "sends no bookmarks",
    caughtBy: ["Bookmarks are sent only to a watch that asked for them."],
    makeFaulty: (source) => void (source.bookmark = () => {}),
  },
  {
    name: "sends bookmarks of what it will have told",
    caughtBy: ["A watch from a bookmark sends every change after it, and none before it."],
    makeFaulty(source) {
      const since = source.since.bind(source);
      source.since = (from) => since(from + 1);
    },
  },
  {
    name: "sends the oldest bookmark last",
    caughtBy: ["The later of two bookmarks has the later version."],
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
      "A watch with initial events sends each existing object once, as added, and then the end of the initial events.",
    ],
    makeFaulty(source) {
      const initial = source.initial.bind(source);
      source.initial = () => initial().toReversed();
    },
  },
  {
    name: "never says that these were all",
    caughtBy: [
      "A watch with initial events sends each existing object once, as added, and then the end of the initial events.",
      "The end of the initial events is sent also when no object exists.",
    ],
    makeFaulty(source) {
      const initial = source.initial.bind(source);
      source.initial = () => initial().slice(0, -1);
    },
  },
  {
    name: "ends a watch after what was there",
    caughtBy: ["After the initial events the same watch sends changes."],
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
    caughtBy: ["The bookmark that ends the initial events has a version to watch from."],
    makeFaulty(source) {
      const initial = source.initial.bind(source);
      source.initial = () => [
        ...initial().slice(0, -1),
        { type: "bookmark", version: "0", initialEventsEnd: true },
      ];
    },
  },
];
