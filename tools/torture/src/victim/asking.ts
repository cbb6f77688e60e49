import type { DurableAddOutcome } from "@workset/durable";
import type { AddOptions } from "@workset/queue";
import type { Item } from "./item.ts";
import type { Instance, InstanceQueue } from "./instance.ts";

/** When a key is to be ready: now, after a delay, or when the limiter says so. */
export type When = { readonly afterMs?: number; readonly replace?: boolean } | "limited";

/** Adds a new version of a key, and keeps the journal of it. `failures` is what is known of the key's failures. */
export async function ask(
  { queue, instance }: { readonly queue: InstanceQueue; readonly instance: Instance },
  key: string,
  when: When,
  options: AddOptions & { readonly padding?: string; readonly failures?: number } = {},
): Promise<void> {
  const { padding, failures = 0, ...add } = options;
  const version = instance.op();
  const item: Item = padding === undefined ? { key, version } : { key, version, padding };
  const of = { instance: instance.plan.instance, key, version };
  const added = (outcome: DurableAddOutcome, more: { dueAt?: number; counted?: boolean } = {}): void => {
    // A queue that is being closed takes nothing.
    if (outcome !== "dropped") instance.journal.write({ is: "added", ...of, outcome, ...more });
  };
  instance.journal.write({ is: "asked", ...of });
  const now = instance.clock.wallNow();
  if (when === "limited") {
    const dueAt = now + instance.limiter.after(failures);
    added(await queue.addRateLimited(item, add), { dueAt, counted: true });
  } else if (when.afterMs !== undefined) {
    const { afterMs, replace = false } = when;
    added(await queue.addAfter(item, afterMs, { ...add, replace }), { dueAt: now + afterMs });
  } else added(await queue.add(item, add));
}
