import type { CacheChange } from "@workset/contract";
import { blank, type ModelCache } from "./model-cache.ts";

/** A cache broken in one place. */
export interface FaultyCache {
  /** What is wrong with it. */
  readonly name: string;
  /** Clauses that must notice. Others may as well. */
  readonly caughtBy: readonly string[];
  readonly makeFaulty: (cache: ModelCache) => void;
}

/** Makes a cache keep its objects under other keys. */
function underOther(cache: ModelCache, keyOf: (key: string) => string): void {
  const apply = cache.apply.bind(cache);
  cache.apply = (change) => apply({ ...change, key: keyOf(change.key) });
}

/** Makes a cache do something else with the changes of a save. */
function withOther(
  cache: ModelCache,
  changesOf: (changes: readonly CacheChange[]) => readonly CacheChange[],
): void {
  const write = cache.write.bind(cache);
  cache.write = (changes, version) => write(changesOf(changes), version);
}

/** Faulty caches, each wrong in one way. The contract has to notice every one of them. */
export const faultyCaches: readonly FaultyCache[] = [
  {
    name: "begins with an object of its own",
    caughtBy: ["A cache to which nothing was saved has no version and no objects."],
    makeFaulty(cache) {
      cache.disk.objects.set("hello", cache.encode({ id: "hello", state: "" }));
    },
  },
  {
    name: "begins with a version",
    caughtBy: ["A cache to which nothing was saved has no version and no objects."],
    makeFaulty(cache) {
      cache.disk.version ??= "0";
    },
  },
  {
    name: "is empty whenever it is opened",
    caughtBy: [
      "What was saved is found when the cache is opened again: the version, and each object under its key.",
      "A save may carry very many changes.",
    ],
    makeFaulty(cache) {
      cache.disk.objects.clear();
    },
  },
  {
    name: "forgets the version",
    caughtBy: [
      "What was saved is found when the cache is opened again: the version, and each object under its key.",
      "A save without changes saves the version alone.",
    ],
    makeFaulty(cache) {
      cache.disk.version = undefined;
    },
  },
  {
    name: "is empty after it was read once",
    caughtBy: ["It is found again however often the cache is opened."],
    makeFaulty(cache) {
      const load = cache.load.bind(cache);
      cache.load = () => {
        const loaded = load();
        cache.disk = blank();
        return loaded;
      };
    },
  },
  {
    name: "keeps the first state",
    caughtBy: ["Of an object that was saved more than once the last state is found."],
    makeFaulty(cache) {
      const apply = cache.apply.bind(cache);
      cache.apply = (change) => {
        if (change.type === "deleted" || !cache.disk.objects.has(change.key)) apply(change);
      };
    },
  },
  {
    name: "deletes nothing",
    caughtBy: ["An object that was deleted is not found."],
    makeFaulty(cache) {
      cache.remove = () => {};
    },
  },
  {
    name: "deletes all with one",
    caughtBy: ["An object that was deleted is not found."],
    makeFaulty(cache) {
      cache.remove = () => cache.disk.objects.clear();
    },
  },
  {
    name: "does not delete what is not there",
    caughtBy: ["To delete what is not there saves the version, and nothing else changes."],
    makeFaulty(cache) {
      cache.remove = (key) => {
        if (!cache.disk.objects.delete(key)) throw new Error(`there is no ${key}`);
      };
    },
  },
  {
    name: "deletes last",
    caughtBy: ["The changes of one save act in their order."],
    makeFaulty(cache) {
      withOther(cache, (changes) => [
        ...changes.filter(({ type }) => type !== "deleted"),
        ...changes.filter(({ type }) => type === "deleted"),
      ]);
    },
  },
  {
    name: "takes a save without changes for none",
    caughtBy: [
      "A save without changes saves the version alone.",
      "The version that was saved last is found, whatever order its text suggests.",
    ],
    makeFaulty(cache) {
      const write = cache.write.bind(cache);
      cache.write = async (changes, version) => {
        if (changes.length > 0) await write(changes, version);
      };
    },
  },
  {
    name: "keeps the greatest version",
    caughtBy: ["The version that was saved last is found, whatever order its text suggests."],
    makeFaulty(cache) {
      const write = cache.write.bind(cache);
      cache.write = (changes, version) => {
        const { version: known = "" } = cache.disk;
        return write(changes, version === undefined || known > version ? known : version);
      };
    },
  },
  {
    name: "takes the empty version for none",
    caughtBy: ["The version that was saved last is found, whatever order its text suggests."],
    makeFaulty(cache) {
      if (cache.disk.version === "") cache.disk.version = undefined;
    },
  },
  {
    name: "has room for a thousand changes",
    caughtBy: ["A save may carry very many changes."],
    makeFaulty(cache) {
      withOther(cache, (changes) => changes.slice(0, 1000));
    },
  },
  {
    name: "looks objects up when they are asked for",
    caughtBy: ["Load returns what was there at that time, whatever is saved afterwards."],
    makeFaulty(cache) {
      const load = cache.load.bind(cache);
      cache.load = () => {
        const { version, objects, intents } = load();
        const late = Array.from(objects, ([key, object]) => {
          const now = () => cache.disk.objects.get(key);
          return [key, () => (now() === undefined ? object() : cache.decode(now()!))] as const;
        });
        return { version, objects: late, intents };
      };
    },
  },
  {
    name: "gives an object away once",
    caughtBy: [
      "An object that was loaded may be asked for in any order and more than once, and is the same each time.",
    ],
    makeFaulty(cache) {
      const load = cache.load.bind(cache);
      cache.load = () => {
        const { version, objects, intents } = load();
        const once = Array.from(objects, ([key, object]) => {
          let given = false;
          const give = () => {
            if (given) throw new Error("it was given away");
            given = true;
            return object();
          };
          return [key, give] as const;
        });
        return { version, objects: once, intents };
      };
    },
  },
  {
    name: "decodes an object whenever it is asked for",
    caughtBy: [
      "An object that was loaded may be asked for in any order and more than once, and is the same each time.",
    ],
    makeFaulty(cache) {
      const load = cache.load.bind(cache);
      cache.load = () => {
        const { version, objects, intents } = load();
        const anew = Array.from(objects, ([key, object]) => [key, () => ({ ...object() })] as const);
        return { version, objects: anew, intents };
      };
    },
  },
  {
    name: "reads the next object whichever is asked for",
    caughtBy: [
      "An object that was loaded may be asked for in any order and more than once, and is the same each time.",
    ],
    makeFaulty(cache) {
      const load = cache.load.bind(cache);
      cache.load = () => {
        const { version, objects, intents } = load();
        const entries = [...objects];
        let next = 0;
        const inOrder = entries.map(([key]) => [key, () => entries[next++ % entries.length]![1]()] as const);
        return { version, objects: inOrder, intents };
      };
    },
  },
  {
    name: "takes an intent for an object",
    caughtBy: [
      "An intent is found again, without an object, and leaves the version as it is.",
      "A key with an intent that is deleted is gone.",
    ],
    makeFaulty(cache) {
      cache.intend = (key) => void cache.disk.objects.set(key, cache.encode({ id: key, state: "" }));
    },
  },
  {
    name: "forgets intents",
    caughtBy: ["An intent is found again, without an object, and leaves the version as it is."],
    makeFaulty(cache) {
      cache.disk.intents.clear();
    },
  },
  {
    name: "has no version after an intent",
    caughtBy: ["An intent is found again, without an object, and leaves the version as it is."],
    makeFaulty(cache) {
      const write = cache.write.bind(cache);
      cache.write = async (changes, version) => {
        await write(changes, version);
        cache.disk.version = version;
      };
    },
  },
  {
    name: "keeps every intent",
    caughtBy: [
      "A key with an intent whose object is saved is an object like any other, without an intent.",
      "A key with an intent that is deleted is gone.",
    ],
    makeFaulty(cache) {
      cache.disk.intents.delete = () => false;
    },
  },
  {
    name: "makes an intent of what has an object",
    caughtBy: ["An intent for a key that has an object, or an intent, changes nothing."],
    makeFaulty(cache) {
      cache.intend = (key) => void cache.disk.intents.add(key);
    },
  },
  {
    name: "keeps no intent with a delete",
    caughtBy: ["A delete that keeps the intent leaves one for its key, whether or not it had an object."],
    makeFaulty(cache) {
      withOther(cache, (changes) =>
        changes.map((change) => (change.type === "deleted" ? { type: "deleted", key: change.key } : change)),
      );
    },
  },
  {
    name: "keeps intents only after all deletes",
    caughtBy: [
      "A key that is deleted and keeps its intent is known at every instant, wherever a crash cuts the save short.",
    ],
    makeFaulty(cache) {
      withOther(cache, (changes) => {
        const again = changes.filter((change) => change.type === "deleted" && change.keepsIntent);
        return [
          ...changes.map((change) =>
            change.type === "deleted" ? { ...change, keepsIntent: false } : change,
          ),
          ...again.map(({ key }) => ({ type: "intent" as const, key })),
        ];
      });
    },
  },
  {
    name: "saves intents when it is closed",
    caughtBy: ["An intent saved before a crash is found after it."],
    makeFaulty(cache) {
      const intents: string[] = [];
      cache.intend = (key) => void intents.push(key);
      const close = cache[Symbol.asyncDispose].bind(cache);
      cache[Symbol.asyncDispose] = async () => {
        await close();
        for (const key of intents) cache.disk.intents.add(key);
      };
    },
  },
  {
    name: "has no version while it saves many intents",
    caughtBy: [
      "However many intents are saved, and wherever a crash cuts them short: objects and version stay.",
    ],
    makeFaulty(cache) {
      const write = cache.write.bind(cache);
      cache.write = async (changes, version) => {
        const { version: known } = cache.disk;
        cache.disk.version = undefined;
        await write(changes, version);
        cache.disk.version = version ?? known;
      };
    },
  },
  {
    name: "keeps objects in an object",
    caughtBy: ["A key may be a word that means something to a language."],
    makeFaulty(cache) {
      underOther(cache, (key) => (key in {} ? "" : key));
    },
  },
  {
    name: "ends keys at the character zero",
    caughtBy: ["A key may be empty, and may hold quotes, blanks, the character zero, and signs of any kind."],
    makeFaulty(cache) {
      underOther(cache, (key) => key.split("\0")[0]!);
    },
  },
  {
    name: "trims keys",
    caughtBy: ["A key may be empty, and may hold quotes, blanks, the character zero, and signs of any kind."],
    makeFaulty(cache) {
      underOther(cache, (key) => key.trim());
    },
  },
  {
    name: "knows no capital letters",
    caughtBy: ["Texts that look alike are different keys."],
    makeFaulty(cache) {
      underOther(cache, (key) => key.toLowerCase());
    },
  },
  {
    name: "takes keys for numbers where it can",
    caughtBy: ["Texts that look alike are different keys."],
    makeFaulty(cache) {
      underOther(cache, (key) => (key.trim() === "" || Number.isNaN(Number(key)) ? key : `${Number(key)}`));
    },
  },
  {
    name: "cuts keys at 255 characters",
    caughtBy: ["A key may be very long, and so may an object."],
    makeFaulty(cache) {
      underOther(cache, (key) => key.slice(0, 255));
    },
  },
  {
    name: "writes text that is not well formed as something else",
    caughtBy: ["What an object says comes out as it went in."],
    makeFaulty(cache) {
      cache.encode = ({ id, state }) => JSON.stringify({ id, state: state.toWellFormed() });
    },
  },
  {
    name: "closes before it has done what it was asked to do",
    caughtBy: ["What was asked before the cache is closed has been saved, awaited or not."],
    makeFaulty(cache) {
      cache[Symbol.asyncDispose] = async () => {
        cache.closed = true;
      };
    },
  },
  {
    name: "rejects when it is closed twice",
    caughtBy: ["Closing a cache twice closes it once, awaited or not."],
    makeFaulty(cache) {
      const close = cache[Symbol.asyncDispose].bind(cache);
      cache[Symbol.asyncDispose] = async () => {
        if (cache.closed) throw new Error("it is closed");
        await close();
      };
    },
  },
  {
    name: "saves although it is closed",
    caughtBy: ["A closed cache refuses to save, also when another is open in its place."],
    makeFaulty(cache) {
      const save = cache.save.bind(cache);
      cache.save = (changes, version) => {
        cache.closed = false;
        return save(changes, version);
      };
    },
  },
  {
    name: "acknowledges before it has saved",
    caughtBy: [
      "What was acknowledged before a crash is found after it, and so is what was there when nothing was saved.",
    ],
    makeFaulty(cache) {
      const save = cache.save.bind(cache);
      cache.save = async (changes, version) => void save(changes, version).catch(() => {});
    },
  },
  {
    name: "claims the version before it has the objects",
    caughtBy: [
      "A small save that a crash cuts short has been made, or has not.",
      "A large save that a crash cuts short has been made, or has not; or some of its changes are found, and no version.",
    ],
    makeFaulty(cache) {
      const write = cache.write.bind(cache);
      cache.write = async (changes, version) => {
        cache.disk.version = version;
        await cache.turn();
        await write(changes, version);
      };
    },
  },
  {
    name: "keeps the version before while it saves much",
    caughtBy: [
      "A large save that a crash cuts short has been made, or has not; or some of its changes are found, and no version.",
    ],
    makeFaulty(cache) {
      const turn = cache.turn.bind(cache);
      let known = cache.disk.version;
      cache.turn = () => {
        cache.disk.version ??= known;
        known = cache.disk.version;
        return turn();
      };
    },
  },
  {
    name: "has no version while it saves little",
    caughtBy: ["A small save that a crash cuts short has been made, or has not."],
    makeFaulty(cache) {
      const write = cache.write.bind(cache);
      cache.write = (changes, version) => {
        cache.disk.version = undefined;
        return write(changes, version);
      };
    },
  },
  {
    name: "holds what a crash left for what was saved",
    caughtBy: ["After such a crash the changes may be saved again, and all of them are found."],
    makeFaulty(cache) {
      const { objects, version } = cache.disk;
      const left = version === undefined ? objects.size : 0;
      if (left > 0) withOther(cache, (changes) => changes.slice(2000));
    },
  },
];
