import { settlesWithin, type Clock } from "@workset/clock";
import type { WorkSource } from "../work/work.ts";
import type { RunExecutor } from "./run-executor.ts";
import type { ResolvedStop, WorkersStopReport } from "./stop-options.ts";

/** What is stopped. */
export interface Stoppable {
  readonly executor: StoppableExecutor;
  readonly source: Pick<WorkSource<unknown>, "shutDown" | "counts">;
  readonly clock: Clock;
  /** Begins no more runs. */
  readonly close: () => void;
  /** Resolves when no worker is left. */
  readonly ended: () => Promise<void>;
}

type StoppableExecutor = Pick<
  RunExecutor<unknown>,
  "log" | "finished" | "givenBack" | "cutAll" | "abandonAll"
>;

/** Stops workers in the order that loses nothing. Never rejects. */
export async function stopWorkers(options: ResolvedStop, stoppable: Stoppable): Promise<WorkersStopReport> {
  const { deadlineMs, graceMs, finish, signal } = options;
  const { executor, source, clock, close, ended } = stoppable;
  const before = { finished: executor.finished, givenBack: executor.givenBack };
  const shutDown = (): Promise<unknown> => orLogged(executor, async () => source.shutDown());

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
    executor.cutAll(new DOMException("the workers stop", "AbortError"));
    await within(clock, graceMs, ended());
    abandoned = executor.abandonAll();
  }
  // A queue that does not answer now is given no longer than a handler.
  const left = await within(
    clock,
    graceMs,
    orLogged(executor, () => source.counts()),
  );
  if (finish !== "ready") await within(clock, graceMs, shutDown());
  return {
    ended: how,
    finished: executor.finished - before.finished,
    givenBack: executor.givenBack - before.givenBack,
    abandoned,
    ...(left && { left }),
  };
}

/** What the promise resolves with, if it does so in time. */
async function within<A>(clock: Clock, limitMs: number, promise: Promise<A>): Promise<A | undefined> {
  return (await settlesWithin(promise, { clock, limitMs })) ? promise : undefined;
}

async function orLogged<A>(executor: StoppableExecutor, ask: () => Promise<A>): Promise<A | undefined> {
  try {
    return await ask();
  } catch (err) {
    executor.log.error({ err }, "queue failed while the workers stopped");
    return undefined;
  }
}
