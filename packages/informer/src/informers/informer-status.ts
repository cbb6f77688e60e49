import type { ComponentStatus } from "@workset/clock";
import type { InformerTrouble } from "./informer-failure.ts";

/** What the status of an informer depends on. */
export interface InformerState {
  readonly isStarted: boolean;
  readonly isStopping: boolean;
  readonly isStopped: boolean;
  readonly hasSynced: boolean;
  /** What is wrong with a handler now, in words. */
  readonly handlerTrouble: string | undefined;
  readonly trouble: InformerTrouble | undefined;
  /** How long the source may fail before the informer is not ready, in milliseconds. */
  readonly unreadyAfterMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** How an informer is doing, in the words of every component. */
export function statusOf(informer: InformerState): ComponentStatus {
  const { hasSynced, handlerTrouble, trouble } = informer;
  if (informer.isStopped || informer.isStopping) {
    return { state: informer.isStopped ? "stopped" : "stopping", healthy: false, ready: false };
  }
  const failing = trouble && describedTrouble(trouble);
  if (!informer.isStarted) return { state: "new", healthy: true, ready: false, reason: "was not started" };
  if (!hasSynced) {
    const reason = failing ? `has not synced: ${failing}` : "has not synced";
    return { state: "starting", healthy: true, ready: false, reason };
  }
  if (handlerTrouble !== undefined) {
    return { state: "running", healthy: true, ready: false, reason: handlerTrouble };
  }
  if (!failing) return { state: "running", healthy: true, ready: true };
  const ready = !isAboutSource(trouble) || informer.now - trouble.since < informer.unreadyAfterMs;
  return { state: "running", healthy: true, ready, reason: failing };
}

/** A failure in words: what, how often, since when, and the error. */
function describedTrouble({ during, handler, count, since, error }: InformerTrouble): string {
  const what = handler === undefined ? during : `handler ${handler}`;
  const times = count === 1 ? "once" : `${count} times`;
  return `${what} failed ${times} since ${timestamp(since)}: ${String(error)}`;
}

function isAboutSource({ during }: InformerTrouble): boolean {
  return during !== "handler" && during !== "save" && during !== "cache";
}

function timestamp(ms: number): string {
  // oxlint-disable-next-line no-restricted-globals -- formats a given instant, does not read the time
  return Number.isFinite(ms) ? new Date(ms).toISOString() : String(ms);
}
