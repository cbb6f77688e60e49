import { ManualClock } from "@workset/clock";
import { WorkQueue } from "@workset/queue";
import { expect, test } from "vitest";
import { queueComponent } from "../src/components/queue.ts";
import { QueuePlace } from "../src/queue-place.ts";
import { replay } from "../src/replay.ts";
import type { ReplayedQueue } from "../src/replayed-queue.ts";
import { folderWith, linesOf, ownTracesOf } from "./recordings.ts";

/** Replays some traces of `queue` on what is made of ours; the report. */
async function reportOf(make: (queue: WorkQueue) => ReplayedQueue): Promise<string> {
  const component = queueComponent(() => {
    const queue = new WorkQueue();
    return new QueuePlace(make(queue), new ManualClock(), () => queue[Symbol.dispose]());
  });
  const traces = (await ownTracesOf("queue")).slice(0, 40);
  await using folder = await folderWith({ "queue.jsonl": linesOf(...traces) });
  const lines: string[] = [];
  const report = (line: string): void => void lines.push(line);
  const folders = [folder.path];
  await replay({ folders, components: [component], notReplayed: [], report, complain: report });
  return lines.join("\n");
}

type Answer = (name: string, call: () => unknown) => unknown;

/** The same queue, but every answer goes through `answer`. */
function through(queue: WorkQueue, answer: Answer): ReplayedQueue {
  return new Proxy<ReplayedQueue>(queue, {
    get: (_, name) => {
      const member = Reflect.get(queue, name, queue) as unknown;
      if (typeof member !== "function") return answer(String(name), () => member);
      return (...given: unknown[]) =>
        answer(String(name), () => Reflect.apply(member, queue, given) as unknown);
    },
  });
}

const agrees =
  "queue: 40 traces, 39 agree, 0 differ, 1 left out (done of a key that is not processing does nothing)";

const later: Answer = async (_, call) => {
  await Promise.resolve();
  return call();
};

test("a queue whose answers are promises is replayed like one that answers at once", async () => {
  expect(await reportOf((queue) => queue)).toBe(agrees);
  expect(await reportOf((queue) => through(queue, later))).toBe(agrees);
});

test.each<[what: string, answer: Answer, shown: string]>([
  ["ignores shutDown", (name, call) => (name === "shutDown" ? undefined : call()), "shuttingDown"],
  ["never ends a drain", (name, call) => (name === "shutDownWithDrain" ? forever : call()), "resolved"],
  ["counts no getters", (name, call) => (name === "stats" ? { getters: 0 } : call()), "state.getters"],
  ["throws", (name, call) => (name === "done" ? outOfOrder() : call()), "Error: out of order"],
  [
    "rejects",
    (name, call) => (name === "get" ? Promise.reject(new Error("out of order")) : call()),
    "Error: out of order",
  ],
])("a queue that %s differs", async (_, answer, shown) => {
  const report = await reportOf((queue) => through(queue, answer));
  expect(report).toMatch(/^queue: 40 traces, \d+ agree, [1-9]\d* differ/);
  expect(report).toContain(shown);
});

const forever = new Promise<never>(() => {});

function outOfOrder(): never {
  throw new Error("out of order");
}
