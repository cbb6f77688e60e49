import { getEventListeners } from "node:events";
import { collectGarbage } from "kit";
import type { House } from "./house.ts";

/** What keeps the process alive, by type. */
export function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** The house was left: whatever it, or a guest, still holds is a fault. `before` is what there was before it was built. */
export async function lookForLeftovers(house: House, before: ReadonlyMap<string, number>): Promise<void> {
  const { grounds, foundation, living } = house;
  const { clock, faults } = grounds;
  await collectGarbage();
  if (clock.pending > 0) faults.add(`${clock.pending} timers were left`);
  const listeners = getEventListeners(living, "abort").length;
  if (listeners > 0) faults.add(`${listeners} listeners were left on the signal of the house`);
  for (const [type, count] of resources()) {
    const more = count - (before.get(type) ?? 0);
    if (more > 0) faults.add(`${more} of ${type} were left`);
  }
  const { memory, registry } = foundation;
  if (memory.names.length > 0) faults.add(`metrics in memory were left of ${memory.names.join(", ")}`);
  for (const { name, values } of await registry.getMetricsAsJSON()) {
    const left = values.filter(({ labels }) => Object.keys(labels).length > 0).length;
    if (left > 0) faults.add(`${left} series of ${name} were left`);
  }
}
