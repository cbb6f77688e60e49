import { setTimeout as sleep } from "node:timers/promises";

/** How long the faulty store delays what it has already answered. */
const laterMs = 40;

/** Carries something out that was answered already. That the process may end before it is the point. */
export function later(work: () => Promise<unknown>): void {
  void sleep(laterMs)
    .then(work)
    .catch(() => undefined);
}
