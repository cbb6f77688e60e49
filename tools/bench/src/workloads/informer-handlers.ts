import type { KubernetesObject, Watch } from "@kubernetes/client-node";
import { kubernetesMeta, SharedInformer, type ListWatch, type WatchEvent } from "@workset/informer";
import { makeObjects, type BenchObject } from "../objects.ts";
import type { Run, Workload } from "../workload.ts";

/** What a source lists, and then tells once it is let. */
interface Feed {
  readonly listed: readonly BenchObject[];
  readonly updates: readonly BenchObject[];
  /** Resolves when the updates may come. */
  readonly opened: Promise<void>;
}

/** Something that keeps a cache of a feed and tells handlers. */
type Follow = (
  feed: Feed,
  handlers: number,
  received: () => void,
) => AsyncDisposable & { readonly size: number };

/** The least there is to do: a map, and functions that are called. */
const raw: Follow = ({ listed, updates, opened }, handlers, received) => {
  const objects = new Map<string, BenchObject>();
  const told = Array.from({ length: handlers }, () => received);
  const take = (all: readonly BenchObject[]): void => {
    for (const object of all) {
      objects.set(kubernetesMeta.keyOf(object), object);
      for (const handler of told) handler();
    }
  };
  const fed = Promise.resolve()
    .then(() => take(listed))
    .then(() => opened)
    .then(() => take(updates));
  return {
    get size() {
      return objects.size;
    },
    [Symbol.asyncDispose]: () => fed,
  };
};

/** A source in memory: no time is spent on a network. */
function sourceOf({ listed, updates, opened }: Feed): ListWatch<BenchObject> {
  return {
    list: async () => ({ items: listed, version: "1" }),
    watch: async ({ signal }) => ({
      [Symbol.asyncIterator]() {
        let at = 0;
        const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        return {
          async next(): Promise<IteratorResult<WatchEvent<BenchObject>, undefined>> {
            if (at === 0) await Promise.race([opened, ended]);
            if (at < updates.length && !signal.aborted) {
              return { done: false, value: { type: "modified", object: updates[at++]! } };
            }
            await ended;
            return { done: true, value: undefined };
          },
        };
      },
    }),
  };
}

const workset: Follow = (feed, handlers, received) => {
  const informer = new SharedInformer<BenchObject>({ source: sourceOf(feed) });
  for (let n = 0; n < handlers; n++) informer.addHandler({ onAdd: received, onUpdate: received });
  void informer.start();
  return {
    get size() {
      return informer.cache.size;
    },
    [Symbol.asyncDispose]: () => informer[Symbol.asyncDispose](),
  };
};

/** The cache of `@kubernetes/client-node`, fed by functions in the place of its requests; loaded where it is asked for. */
async function clientNode(): Promise<Follow> {
  const { ListWatch } = await import("@kubernetes/client-node");
  return ({ listed, updates, opened }, handlers, received) => {
    const watch = {
      async watch(_path: string, _query: object, tell: (type: string, object: BenchObject) => void) {
        void tellAll();
        return new AbortController();

        async function tellAll(): Promise<void> {
          await opened;
          for (const object of updates) tell("MODIFIED", object);
        }
      },
    };
    const list = async () => ({ items: [...listed], metadata: { resourceVersion: "1" } });
    const informer = new ListWatch<KubernetesObject>("/pods", watch as unknown as Watch, list, false);
    for (let n = 0; n < handlers; n++) {
      informer.on("add", received);
      informer.on("update", received);
    }
    void informer.start();
    return {
      get size() {
        return informer.list().length;
      },
      [Symbol.asyncDispose]: () => informer.stop(),
    };
  };
}

const rounds = 2;

/** Lists half as many objects as there are updates, and updates each twice. */
const run =
  (follow: Follow, handlers: number, measures: "list" | "updates"): Run =>
  async (count, meter) => {
    const objects = measures === "list" ? count : Math.ceil(count / rounds);
    const listed = makeObjects(objects, 1);
    const updates =
      measures === "list" ? [] : [2, 3].flatMap((version) => makeObjects(objects, version)).slice(0, count);
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    let left = objects * handlers;
    let all = Promise.withResolvers<void>();
    const received = (): void => {
      if (--left === 0) all.resolve();
    };
    if (measures === "list") meter.start();
    await using following = follow({ listed, updates, opened }, handlers, received);
    await all.promise;
    if (measures === "list") {
      meter.lap("list");
      open();
      return following.size;
    }
    all = Promise.withResolvers<void>();
    left = count * handlers;
    meter.start();
    open();
    await all.promise;
    meter.lap("update");
    return following.size === objects ? count : -1;
  };

function subjects(handlers: number, measures: "list" | "updates"): Workload["subjects"] {
  return {
    "raw Map and calls": run(raw, handlers, measures),
    workset: run(workset, handlers, measures),
    "@kubernetes/client-node": async (count, meter) =>
      run(await clientNode(), handlers, measures)(count, meter),
  };
}

function workload(handlers: number, measures: "list" | "updates", clientGo: number): Workload {
  const who = handlers === 1 ? "one handler" : `${handlers} handlers`;
  const phase = measures === "list" ? "list" : "update";
  return {
    name: `informer-${measures}-${handlers}`,
    says:
      measures === "list"
        ? `Objects of 0.9 KB are listed from memory, until ${who} received all.`
        : `Objects of 0.9 KB are updated one by one from memory, until ${who} received all updates.`,
    unit: "ns",
    count: measures === "list" ? 100_000 : 200_000,
    limit: "raw Map and calls",
    subjects: subjects(handlers, measures),
    clientGo: { [phase]: clientGo },
    checks: [
      {
        says: `${measures === "list" ? "a listed object" : "an update"} to ${who} costs no more than in client-go`,
        subject: "workset",
        phase,
        atMost: clientGo,
      },
    ],
  };
}

/** What an object of a list costs until all handlers received it. */
export const informerLists: readonly Workload[] = [workload(1, "list", 4021), workload(10, "list", 7961)];

/** What an update costs until all handlers received it. */
export const informerUpdates: readonly Workload[] = [
  workload(1, "updates", 3964),
  workload(10, "updates", 6929),
];
