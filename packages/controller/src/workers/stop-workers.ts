import { checkedDelay, type Clock } from "@workset/clock";
import type { Handling } from "./handling.ts";
import type { StopOptions, StopReport } from "../running/stop-report.ts";
import type { WorkSource } from "../in-hand/work.ts";

/** What is to be stopped. */
export interface Stoppable {
  readonly handling: StoppableHandling;
  readonly source: Pick<WorkSource<unknown>, "shutDown" | "counts">;
  readonly clock: Clock;
  /** Begins nothing any more. */
  readonly close: () => void;
  /** Resolves when no worker is left. */
  readonly ended: () => Promise<void>;
}

type StoppableHandling = Pick<Handling<unknown>, "log" | "finished" | "givenBack" | "cut" | "abandon">;

/** The options with nothing left open. */
export type ResolvedStop = Required<Omit<StopOptions, "signal">> & Pick<StopOptions, "signal">;

/** The options, checked, with the defaults filled in. */
export function resolveStop({
  deadlineMs = 30_000,
  graceMs = 5000,
  finish = "processing",
  signal,
}: StopOptions): ResolvedStop {
  if (finish !== "processing" && finish !== "ready") {
    throw new TypeError(`finish must be "processing" or "ready", but it is ${String(finish)}`);
  }
  return {
    deadlineMs: checkedDelay("deadlineMs", deadlineMs),
    graceMs: checkedDelay("graceMs", graceMs),
    finish,
    ...(signal && { signal }),
  };
}

/** Ends the work in the order that loses nothing. Never rejects. */
export async function stopWorkers(options: ResolvedStop, stoppable: Stoppable): Promise<StopReport> {
  const { deadlineMs, graceMs, finish, signal } = options;
  const { handling, source, clock, close, ended } = stoppable;
  const before = { finished: handling.finished, givenBack: handling.givenBack };
  const shutDown = (): Promise<unknown> => heeded(handling, async () => source.shutDown());

  const over = Promise.withResolvers<"deadline" | "aborted">();
  const onAbort = (): void => over.resolve("aborted");
  using _ = clock.after(deadlineMs, () => over.resolve("deadline"));
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();

  if (finish === "ready") void shutDown();
  else close();
  const how = await Promise.race([ended().then(() => "finished" as const), over.promise]);
  signal?.removeEventListener("abort", onAbort);

  close();
  let abandoned: readonly string[] = [];
  if (how !== "finished") {
    handling.cut(new DOMException("the workers stop", "AbortError"));
    await within(clock, graceMs, ended());
    abandoned = handling.abandon();
  }
  // A queue that can not answer now is not waited for longer than a handler.
  const left = await within(
    clock,
    graceMs,
    heeded(handling, () => source.counts()),
  );
  if (finish !== "ready") await within(clock, graceMs, shutDown());
  return {
    ended: how,
    finished: handling.finished - before.finished,
    givenBack: handling.givenBack - before.givenBack,
    abandoned,
    ...(left && { left }),
  };
}

/** What the promise resolves with, if it does so in time. */
async function within<A>(clock: Clock, ms: number, promise: Promise<A>): Promise<A | undefined> {
  const over = Promise.withResolvers<undefined>();
  using _ = clock.after(ms, () => over.resolve(undefined));
  return await Promise.race([promise, over.promise]);
}

async function heeded<A>(handling: StoppableHandling, ask: () => Promise<A>): Promise<A | undefined> {
  try {
    return await ask();
  } catch (err) {
    handling.log.error({ err }, "the queue could not be asked while the workers stopped");
    return undefined;
  }
}
