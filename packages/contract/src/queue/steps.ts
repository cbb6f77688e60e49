// The steps that checks are made of, so that a check reads as its sentence does.
import { strict as assert } from "node:assert";
import { clausesOn, type MakesClauses } from "../clause.ts";
import type { OpenedQueue, QueueHarness, QueueSetup } from "./queue-harness.ts";
import type {
  AddCounts,
  BatchVerbs,
  DelayVerbs,
  Item,
  LeaseSubject,
  IdleVerb,
  ProcessVerb,
  QueueSubject,
  RemoveVerbs,
  RetryVerbs,
} from "./queue-subject.ts";

/** More keys than any clause adds to its queue. */
export const endless = 100;

/** An item of this key. */
export function item(key: string, value = 0): Item {
  return { key, value };
}

/** Items of these keys. */
export function items(...keys: string[]): Item[] {
  return keys.map((key) => item(key));
}

/** A payload policy whose result shows what was combined, and in which order: 1, 2 and 3 become 123. */
export function inSequence(waiting: Item, added: Item): Item {
  return item(added.key, waiting.value * 10 + added.value);
}

/** The next key of a queue that has one ready or will have one without time passing. */
export async function next(queue: QueueSubject): Promise<LeaseSubject> {
  const lease = await queue.get();
  assert.ok(lease, "the queue said that there will be no more keys");
  return lease;
}

/** Gets all keys that are ready now, and ends no lease. */
export async function getAll(queue: QueueSubject): Promise<LeaseSubject[]> {
  const leases: LeaseSubject[] = [];
  for (let lease = await queue.tryGet(); lease; lease = await queue.tryGet()) {
    leases.push(lease);
    assert.ok(leases.length <= endless, "the queue hands out keys without end");
  }
  return leases;
}

/** Gets all keys that are ready now and ends no lease; the keys, in order. */
export async function keysGot(queue: QueueSubject): Promise<string[]> {
  return keysOf(await getAll(queue));
}

/** The keys of leases, or of what is listed. */
export async function keysOf(
  listed: Iterable<{ key: string }> | AsyncIterable<{ key: string }>,
): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of listed) keys.push(key);
  return keys;
}

/** The counts of the outcomes that every queue knows; one may have others besides. */
export function outcomes({ added, coalesced, rerun, dropped }: AddCounts): AddCounts {
  return { added, coalesced, rerun, dropped };
}

/** Checks that none of these settles while no time passes and nothing else happens. */
export async function waits(harness: QueueHarness, ...promises: PromiseLike<unknown>[]): Promise<void> {
  assert.ok(!(await isSettled(harness, Promise.race(promises))), "it should still wait, but it has ended");
}

/** What a promise resolves with, which must be there without time passing. */
export async function resolved<T>(harness: QueueHarness, promise: PromiseLike<T>): Promise<T> {
  assert.ok(await isSettled(harness, promise), "it still waits");
  return promise;
}

async function isSettled(harness: QueueHarness, promise: PromiseLike<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  await harness.settle();
  return settled;
}

/** Opens a queue that hands out batches. */
async function openBatching(harness: QueueHarness): Promise<QueueSubject & BatchVerbs> {
  return having(await harness.open(), "getBatch");
}

/** Opens a queue to which keys can be added for later. */
export async function openDelayed(
  harness: QueueHarness,
  setup: QueueSetup = {},
): Promise<QueueSubject & DelayVerbs> {
  return having(await harness.open(setup), "addAfter", "cancel", "postpone", "waiting");
}

/** Opens a queue whose limiter lets a key wait for `baseMs`, then twice, then four times as long. */
export async function openRateLimited(
  harness: QueueHarness,
  baseMs: number,
): Promise<QueueSubject & DelayVerbs & RetryVerbs> {
  const queue = await harness.open({ baseMs });
  return having(
    queue,
    "addAfter",
    "cancel",
    "postpone",
    "waiting",
    "addRateLimited",
    "forget",
    "numRequeues",
  );
}

/** The queue with these verbs. @throws AssertionError when the harness claims them and the queue does not have them. */
export function having<Verb extends keyof OpenedQueue>(
  queue: OpenedQueue,
  ...verbs: Verb[]
): QueueSubject & Required<Pick<OpenedQueue, Verb>> {
  for (const verb of verbs) {
    assert.equal(
      typeof queue[verb],
      "function",
      `the harness claims it, but the queue has no ${String(verb)}`,
    );
  }
  return queue as QueueSubject & Required<Pick<OpenedQueue, Verb>>;
}

/** Clauses about a queue with nothing set. */
export const queueClause: MakesClauses<QueueHarness, QueueSubject> = clausesOn((harness) => harness.open());

/** Clauses about a queue that hands out batches. */
export const batchClause: MakesClauses<QueueHarness, QueueSubject & BatchVerbs> = clausesOn(openBatching);

/** Clauses about a queue to which keys can be added for later. */
export const delayClause: MakesClauses<QueueHarness, QueueSubject & DelayVerbs> = clausesOn(openDelayed);

/** Clauses about a queue that calls a handler with its keys. */
export const processClause: MakesClauses<QueueHarness, QueueSubject & ProcessVerb> = clausesOn(
  async (harness) => having(await harness.open(), "process"),
);

/** Clauses about a queue that says when nothing is left to do. */
export const idleClause: MakesClauses<QueueHarness, QueueSubject & IdleVerb> = clausesOn(async (harness) =>
  having(await harness.open(), "idle"),
);

/** Clauses about a queue from which keys can be removed. */
export const removeClause: MakesClauses<QueueHarness, QueueSubject & RemoveVerbs> = clausesOn(
  async (harness) => having(await harness.open(), "remove", "clear"),
);
