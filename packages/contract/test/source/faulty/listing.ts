import type { FaultySource } from "./faulty-source.ts";

/** Sources that list wrongly. */
export const listing: readonly FaultySource[] = [
  {
    name: "lists every state of an object",
    caughtBy: ["A list contains every object once, in its newest state."],
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
    caughtBy: ["A removed object is in no later list."],
    makeFaulty(source) {
      source.remove = (name) => {
        source.version++;
        source.tell({ type: "deleted", object: source.things.get(name)! });
      };
    },
  },
  {
    name: "has no version when it is empty",
    caughtBy: ["The list of an empty source has no objects, and a version."],
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
    caughtBy: ["A list that must not be older than a version contains the objects of that version."],
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
    caughtBy: ["A list that fails rejects, and the next one succeeds."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async (options) => {
        options.signal.throwIfAborted();
        return list(options).catch(() => ({ items: [], version: "0" }));
      };
    },
  },
  {
    name: "fails forever once it has failed",
    caughtBy: ["A list that fails rejects, and the next one succeeds."],
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
    caughtBy: [
      "A page has at most as many objects as requested, and all pages together have every object once.",
    ],
    makeFaulty: (source) => void (source.page = (rest) => rest),
  },
  {
    name: "repeats the last object of a page on the next",
    caughtBy: [
      "A page has at most as many objects as requested, and all pages together have every object once.",
    ],
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
    caughtBy: ["A list that fits on one page has no continue token."],
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
      "All pages of a list have the state of one version, and a watch from it sends the changes made meanwhile.",
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
    caughtBy: ["All pages of a list have the version of the first."],
    makeFaulty(source) {
      const page = source.page.bind(source);
      source.page = (rest, limit) => page({ ...rest, version: String(source.version) }, limit);
    },
  },
  {
    name: "begins anew where a page is gone",
    caughtBy: ["A continue token whose list is gone is refused as expired."],
    makeFaulty(source) {
      const list = source.list.bind(source);
      source.list = async ({ continueToken, ...options }) => {
        const isThere = continueToken !== undefined && source.rests.has(continueToken);
        return list(isThere ? { ...options, continueToken } : options);
      };
    },
  },
];
