import { isIdle, newRecord } from "@workset/store";
import type { ModelStoreQueue } from "@workset/contract";
import type { StoredState } from "@workset/store";
import { of } from "../../../src/model/model-lists.ts";
import type { FaultyStore } from "./faulty-store.ts";

/** Stores that list and count wrongly. */
export const looking: readonly FaultyStore[] = [
  {
    name: "lists keys in the order in which they came",
    caughtBy: ["Ready keys are listed as they will be taken."],
    makeFaulty(queue) {
      ordered(queue, (state) => {
        if (state === "ready") {
          queue.keys.lists.ready.sort((a, b) => a.position[1] - b.position[1]);
        }
      });
    },
  },
  {
    name: "lists keys without their failures",
    caughtBy: ["Ready keys are listed as they will be taken."],
    makeFaulty(queue) {
      const shown = queue.steps.shown.bind(queue.steps);
      queue.steps.shown = (entry, state) => ({ ...shown(entry, state), failures: 0 });
    },
  },
  {
    name: "lists the processing run and not the next",
    caughtBy: ["Processing keys are listed by claim, those that are to run again with their next run."],
    makeFaulty(queue) {
      const shown = queue.steps.shown.bind(queue.steps);
      queue.steps.shown = (entry, state) => {
        const { payload, priority, addedAt } = entry;
        return { ...shown(entry, state), payload, priority, addedAt };
      };
    },
  },
  {
    name: "does not say which keys are to run again",
    caughtBy: [
      "Processing keys are listed by claim, those that are to run again with their next run.",
      "Counts hold after a whole life of many keys, and after it was opened again.",
    ],
    makeFaulty(queue) {
      const shown = queue.steps.shown.bind(queue.steps);
      queue.steps.shown = (entry, state) => {
        const { rerun, ...stored } = shown(entry, state);
        return rerun === undefined ? stored : { ...stored, rerun: false };
      };
    },
  },
  {
    name: "does not list waiting keys that are processing",
    caughtBy: ["Waiting keys are listed by due time, including those that are processing."],
    makeFaulty(queue) {
      const page = queue.steps.page.bind(queue.steps);
      queue.steps.page = (query) => {
        const { keys, ...more } = page(query);
        const processing = queue.keys.lists.processing;
        return {
          ...more,
          keys: query.state === "waiting" ? keys.filter(({ key }) => !of(processing, key)) : keys,
        };
      };
    },
  },
  {
    name: "lists failed keys by name",
    caughtBy: ["Failed keys are listed by the time they failed."],
    makeFaulty(queue) {
      ordered(queue, (state) => {
        if (state === "failed") queue.keys.lists.failed.sort((a, b) => (a.key < b.key ? -1 : 1));
      });
    },
  },
  {
    name: "finds a key without its rerun",
    caughtBy: ["A key can be found, in all of its states; an unknown one is not found."],
    makeFaulty(queue) {
      const record = queue.record.bind(queue);
      queue.record = (key) => {
        const found = record(key);
        return found && { ...found, rerun: undefined };
      };
    },
  },
  {
    name: "finds every key",
    caughtBy: ["A key can be found, in all of its states; an unknown one is not found."],
    makeFaulty(queue) {
      const record = queue.record.bind(queue);
      queue.record = (key) => record(key) ?? newRecord(key);
    },
  },
  {
    name: "does not find a key of which only failures are known",
    caughtBy: ["A key that only has failures is found in no state."],
    makeFaulty(queue) {
      const record = queue.record.bind(queue);
      queue.record = (key) => {
        const found = record(key);
        return found && isIdle(found) ? undefined : found;
      };
    },
  },
  {
    name: "searches keys alone",
    caughtBy: ["A listing may ask for a text, in the key, the payload or the newest error message."],
    makeFaulty(queue) {
      queue.steps.matches = ({ key }, search) => search === undefined || key.includes(search);
    },
  },
  {
    name: "searches old errors, too",
    caughtBy: ["A listing may ask for a text, in the key, the payload or the newest error message."],
    makeFaulty(queue) {
      const matches = queue.steps.matches.bind(queue.steps);
      queue.steps.matches = (run, search) => {
        const old = queue.steps.errorsOf(run.key).some(({ message }) => message.includes(search ?? ""));
        return old || matches(run, search);
      };
    },
  },
  {
    name: "takes a text for a pattern",
    caughtBy: ["The text that is searched for is text, and no pattern."],
    makeFaulty(queue) {
      const matches = queue.steps.matches.bind(queue.steps);
      queue.steps.matches = (run, search) => {
        const pattern = search?.replaceAll(/[.*?[\\]/g, String.raw`\$&`).replaceAll(/[%_]/g, ".*");
        return matches(run, search) || (pattern !== undefined && new RegExp(pattern).test(run.key));
      };
    },
  },
  {
    name: "repeats a key on the next page",
    caughtBy: [
      "A listing comes in pages, which together hold every key once and in order; the last has no next.",
    ],
    makeFaulty(queue) {
      const page = queue.steps.page.bind(queue.steps);
      queue.steps.page = (query) => {
        const { keys, next } = page(query);
        if (next === undefined || keys.length < 2) return next === undefined ? { keys } : { keys, next };
        const again = page({ ...query, limit: keys.length - 1 });
        return { keys, next: again.next! };
      };
    },
  },
  {
    name: "skips a key between the pages",
    caughtBy: [
      "A listing comes in pages, which together hold every key once and in order; the last has no next.",
    ],
    makeFaulty(queue) {
      const page = queue.steps.page.bind(queue.steps);
      queue.steps.page = (query) => {
        const { keys, next } = page(query);
        if (next === undefined) return { keys };
        const more = page({ ...query, limit: keys.length + 1 });
        return { keys, ...(more.next !== undefined && { next: more.next }) };
      };
    },
  },
  {
    name: "promises a page after the last",
    caughtBy: [
      "A listing comes in pages, which together hold every key once and in order; the last has no next.",
    ],
    makeFaulty(queue) {
      const page = queue.steps.page.bind(queue.steps);
      queue.steps.page = (query) => {
        const { keys, next } = page(query);
        const last = of(queue.keys.lists[query.state], keys.at(-1)?.key ?? "");
        return next === undefined && last
          ? { keys, next: last.position.join(" ") }
          : { keys, ...(next && { next }) };
      };
    },
  },
  {
    name: "searches within the page",
    caughtBy: ["Pages of what was searched for are as full as others."],
    makeFaulty(queue) {
      const page = queue.steps.page.bind(queue.steps);
      queue.steps.page = ({ search, ...query }) => {
        const { keys, ...more } = page(query);
        return { ...more, keys: keys.filter((key) => queue.steps.matches(key, search)) };
      };
    },
  },
  {
    name: "counts off pages by their length",
    caughtBy: [
      "Keys that stay where they are, are on one page each, whatever comes and goes between the pages.",
    ],
    makeFaulty(queue) {
      const page = queue.steps.page.bind(queue.steps);
      queue.steps.page = ({ after, limit, ...query }) => {
        const { keys } = page({ ...query, limit: Infinity });
        const from = Number(after ?? 0);
        const next = from + limit < keys.length ? { next: `${from + limit}` } : {};
        return { keys: keys.slice(from, from + limit), ...next };
      };
    },
  },
  {
    name: "counts processing keys as ready",
    caughtBy: ["Keys are counted by state; processing keys that are to run again count in both."],
    makeFaulty(queue) {
      counting(queue, ({ ready, processing }) => ({ ready: ready + processing }));
    },
  },
  {
    name: "counts those that are to run again apart",
    caughtBy: ["Keys are counted by state; processing keys that are to run again count in both."],
    makeFaulty(queue) {
      counting(queue, ({ processing, rerun }) => ({ processing: processing - rerun }));
    },
  },
  {
    name: "counts a key once",
    caughtBy: ["A processing or ready key that also waits counts in both states."],
    makeFaulty(queue) {
      const waitsOnly = ({ key }: { key: string }): boolean => {
        return !of(queue.keys.lists.processing, key) && !of(queue.keys.lists.ready, key);
      };
      counting(queue, () => ({ waiting: queue.keys.lists.waiting.filter(waitsOnly).length }));
    },
  },
  {
    name: "reports the oldest of all ready keys instead of the next",
    caughtBy: ["The counts include the time since which the next ready key is wanted, if one is ready."],
    makeFaulty(queue) {
      const times = (): number[] => queue.keys.lists.ready.map(({ addedAt }) => addedAt);
      counting(queue, ({ ready }) => (ready > 0 ? { oldestReadyAt: Math.min(...times()) } : {}));
    },
  },
  {
    name: "counts as it goes, and never down",
    caughtBy: ["Counts hold after a whole life of many keys, and after it was opened again."],
    makeFaulty(queue) {
      const want = queue.steps.want.bind(queue.steps);
      let reruns = 0;
      queue.steps.want = (run, combine) => {
        const adding = want(run, combine);
        if (adding === "rerun") reruns++;
        return adding;
      };
      counting(queue, () => ({ rerun: reruns }));
    },
  },
];

/** Lets a queue list its keys after they were put into another order. */
function ordered(queue: ModelStoreQueue, order: (state: StoredState) => void): void {
  const page = queue.steps.page.bind(queue.steps);
  queue.steps.page = (query) => {
    const lists = structuredClone(queue.keys.lists);
    order(query.state);
    const listed = page(query);
    Object.assign(queue.keys.lists, lists);
    return listed;
  };
}

type Counts = Awaited<ReturnType<ModelStoreQueue["counts"]>>;

function counting(queue: ModelStoreQueue, wrongly: (counts: Counts) => Partial<Counts>): void {
  const counts = queue.counts.bind(queue);
  queue.counts = async (now) => {
    const right = await counts(now);
    return { ...right, ...wrongly(right) };
  };
}
