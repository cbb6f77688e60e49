import type { FaultySource } from "./faulty-source.ts";

/** Sources that list wrongly. */
export const listing: readonly FaultySource[] = [
  {
    name: "lists every state of an object",
    caughtBy: ["A list holds every object there is, once, in its newest state."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        const page = await list(options);
        const all = source.happened.flatMap(({ event }) => (event.type === "added" ? event.object : []));
        return { ...page, items: [...page.items, ...all.filter((one) => !page.items.includes(one))] };
      };
    },
  },
  {
    name: "goes on listing what is gone",
    caughtBy: ["What is gone is in no list."],
    makeFaulty(source) {
      source.remove = (name) => {
        source.version++;
        source.tell({ type: "deleted", object: source.things.get(name)! });
      };
    },
  },
  {
    name: "has no version when it is empty",
    caughtBy: ["A source with nothing in it lists nothing, at a version all the same."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        const page = await list(options);
        return page.items.length > 0 ? page : { ...page, version: "" };
      };
    },
  },
  {
    name: "answers with nothing where a version is asked for",
    caughtBy: ["A list that may not be older than a version holds what was there then."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        const page = await list(options);
        return options.version === "" ? page : { ...page, items: [] };
      };
    },
  },
  {
    name: "takes a failure for an empty list",
    caughtBy: ["A list that can not be answered rejects, and the next one is answered."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        options.signal.throwIfAborted();
        return list(options).catch(() => ({ items: [], version: "0" }));
      };
    },
  },
  {
    name: "fails for ever once it has failed",
    caughtBy: ["A list that can not be answered rejects, and the next one is answered."],
    makeFaulty(source) {
      Object.defineProperty(source, "nextFails", {
        get: () => broken,
        set: (to: boolean) => {
          broken ||= to;
        },
      });
      let broken = false;
    },
  },
];

/** Sources whose pages are wrong. */
export const paging: readonly FaultySource[] = [
  {
    name: "takes no notice of the limit",
    caughtBy: ["A page holds at most what was asked for, and the pages together hold every object once."],
    makeFaulty: (source) => void (source.page = (rest) => rest),
  },
  {
    name: "repeats the last object of a page on the next",
    caughtBy: ["A page holds at most what was asked for, and the pages together hold every object once."],
    makeFaulty(source) {
      const page = source.page.bind(source);
      source.page = (rest, limit) => {
        const first = page(rest, limit);
        const last = first.items.at(-1)!;
        const next = first.continueToken === undefined ? undefined : source.rests.get(first.continueToken);
        if (next) source.rests.set(first.continueToken!, { ...next, items: [last, ...next.items.slice(1)] });
        return first;
      };
    },
  },
  {
    name: "goes on after the last page with an empty one",
    caughtBy: ["A list that fits on a page does not go on."],
    makeFaulty(source) {
      const page = source.page.bind(source);
      source.page = (rest, limit) => {
        if (rest.items.length === 0 || limit === 0 || rest.items.length > limit) return page(rest, limit);
        source.rests.set("nothing", { ...rest, items: [] });
        return { ...rest, continueToken: "nothing" };
      };
    },
  },
  {
    name: "shows on later pages what is there by then",
    caughtBy: [
      "The pages of a list show one moment, whatever changes meanwhile, and the watch from it tells the changes.",
    ],
    makeFaulty(source) {
      const page = source.page.bind(source);
      source.page = (rest, limit) => {
        return page.call(
          source,
          { ...rest, items: rest.items.filter(({ name }) => source.things.has(name)) },
          limit,
        );
      };
    },
  },
  {
    name: "gives each page the version of now",
    caughtBy: ["All pages of a list bear the version of the first."],
    makeFaulty(source) {
      const page = source.page.bind(source);
      source.page = (rest, limit) => page({ ...rest, version: String(source.version) }, limit);
    },
  },
  {
    name: "begins anew where a page is gone",
    caughtBy: ["A page that is no longer at hand is refused as expired."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async ({ continueToken, ...options }) => {
        const isThere = continueToken !== undefined && source.rests.has(continueToken);
        return list(isThere ? { ...options, continueToken } : options);
      };
    },
  },
];
