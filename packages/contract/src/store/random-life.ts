import type {
  AddRequest,
  Claim,
  ErrorInfo,
  Payload,
  QueuePolicy,
  Release,
  StoredState,
} from "@workset/store";
import type { StoreHarness } from "./store-harness.ts";

const states: readonly StoredState[] = ["ready", "processing", "waiting", "failed"];

/** Combines in order, up to a length; `"!"` combines with nothing. */
function combine(present: Payload, added: Payload): Payload {
  if (added?.includes("!")) throw new RangeError(`${present} and ${added} do not combine`);
  return `${present}${added}`.slice(-12);
}

/** How long a random life is. */
export interface RandomLifeOptions {
  /** The number of verbs. @defaultValue 80 */
  readonly steps?: number;
  /** Whether the store can be closed and opened again. @defaultValue true */
  readonly reopens?: boolean;
}

/**
 * Runs a store through random verbs, among them closings and crashes, and answers all that it said. The same seed
 * chooses the same verbs, so that the answers of two stores can be compared.
 */
export async function randomLife(
  harness: StoreHarness,
  seed: number,
  { steps = 80, reopens = true }: RandomLifeOptions = {},
): Promise<unknown[]> {
  const below = numbers(seed);
  const one = <T>(...choices: readonly T[]): T => choices[below(choices.length)]!;
  const key = (): string => one("a", "b", "c", "d", "e");
  const said: unknown[] = [];
  const becameReady: number[] = [];
  const claims: Claim[] = [];
  let now = 1000;
  let nextDueAt = Infinity;
  let blocked = false;
  const policy: QueuePolicy = {
    combine: one<QueuePolicy["combine"]>("latest", "first", combine, combine),
    merge: one(true, true, false),
    backoff: one("deadline", "deadline", "cut", "keep"),
    retryDelayMs: (failures) => failures * 7,
    maxCrashes: 3,
  };
  let store = await harness.store();
  const open = async (): ReturnType<typeof store.open> => {
    const observer = {
      becameReady: (priorities: readonly number[]) => void becameReady.push(...priorities),
      nextDueAt: (at: number) => void (nextDueAt = at),
      blocked: (is: boolean) => void (blocked = is),
    };
    const opened = await store.open({ queue: "queue", now, policy, observer });
    said.push(opened.recovery);
    return opened;
  };
  let queue = await open();

  const request = (): AddRequest => ({
    key: key(),
    payload: one("1", "2", "3", "4", "5", "!"),
    priority: one(0, 0, 0, 1, -1),
    ...one({}, {}, { due: now + below(30) - 5 }, { due: (failures: number) => failures * 5 }),
    replace: one(true, false, false),
    again: one(true, false, false),
  });
  const cause = (): ErrorInfo =>
    one({ name: "Error", message: "x" }, { name: "TypeError", message: "y", stack: "z" });
  const how = (): Release<ErrorInfo> =>
    one<() => Release<ErrorInfo>>(
      () => ({ next: "done", keepFailures: one(true, false) }),
      () => ({ next: "again", afterMs: below(20) - 2, keepFailures: one(true, false) }),
      () => ({ next: "retry", keepFailures: one(true, false, false) }),
      () => ({ next: "retry", cause: cause() }),
      () => ({ next: "retry", afterMs: below(30) - 2, cause: cause() }),
      () => ({ next: "give-up", cause: cause() }),
      () => ({ next: "give-back" }),
    )();
  const release = async (): Promise<unknown> =>
    claims.length === 0 ? "none" : queue.release(one(...claims.slice(-3)), how(), now);
  const add = (): Promise<unknown> => queue.add(request(), now);
  const verbs: readonly (() => Promise<unknown>)[] = [
    add,
    add,
    add,
    async () => {
      const taken = await queue.take(below(3), now);
      claims.push(...taken);
      // Tokens only have to grow.
      return taken.map((claim) => ({ ...claim, token: 0 }));
    },
    release,
    release,
    release,
    () => queue.forget(key()),
    () => queue.cancel(key(), now),
    () => queue.remove(key(), now),
    () => {
      const byMs = below(40) - 20;
      now += byMs;
      return queue.shiftDueTimes(byMs);
    },
    () => queue.postpone(key(), now + below(30), now),
    () => queue.replay(one({ all: true }, { key: "a" }, { search: "x" }, { failedBefore: now - 10 }), now),
    () => queue.purge(one({ key: "b" }, { search: "y" }, { failedBefore: now - 20 })),
    async () => {
      await queue.close(now);
      queue = await open();
    },
    async () => {
      store = await one(
        () => (reopens ? harness.reopen() : harness.kill()),
        () => harness.kill(),
      )();
      queue = await open();
    },
  ];

  for (let step = 0; step < steps; step++) {
    now += below(8) - 1;
    said.push(await one(...verbs)().catch(String));
    said.push(await queue.counts(now), becameReady.splice(0), nextDueAt, blocked);
    for (const state of states) said.push(state, (await queue.list({ state, limit: 100 }, now)).keys);
  }
  for (const each of ["a", "b", "c", "d", "e"]) {
    const { failures, crashes, backoff } = (await queue.find(each, now)) ?? {};
    said.push(await queue.errors(each), { failures, crashes, backoff });
  }
  await queue.close(now);
  return said;
}

/** Whole numbers from zero up to `below`, the same for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
