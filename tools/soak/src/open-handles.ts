import { getEventListeners } from "node:events";
import { collectGarbage } from "kit";
import type { SoakApp } from "./soak-app.ts";

/** The number of resources that keep the process alive, by type. */
export function openHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** After the app has stopped, every resource that it or a transient app still holds is a fault. `before` counts the resources before the start. */
export async function findLeaks(app: SoakApp, before: ReadonlyMap<string, number>): Promise<void> {
  const { env, resources, stopping } = app;
  const { clock, faults } = env;
  await collectGarbage();
  if (clock.pending > 0) faults.add(`${clock.pending} timers were left`);
  const listeners = getEventListeners(stopping, "abort").length;
  if (listeners > 0) faults.add(`${listeners} listeners were left on the signal of the app`);
  for (const [type, count] of openHandles()) {
    const more = count - (before.get(type) ?? 0);
    if (more > 0) faults.add(`${more} of ${type} were left`);
  }
  const { memory, registry } = resources;
  if (memory.names.length > 0) faults.add(`metrics in memory were left of ${memory.names.join(", ")}`);
  for (const { name, values } of await registry.getMetricsAsJSON()) {
    const left = values.filter(({ labels }) => Object.keys(labels).length > 0).length;
    if (left > 0) faults.add(`${left} series of ${name} were left`);
  }
}
