import { getEventListeners } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import type { House } from "../house.ts";
import type { Probe } from "../sampler.ts";

/** What is open, or asked for, and is to be let go of one day. */
export function heldProbes({ grounds, living, foundation: { memory, registry } }: House): Probe[] {
  return [
    {
      name: "timers of the clock",
      unit: "",
      mayGrow: 10,
      because: "runs and keys that wait, each with one timer at most for its queue or worker",
      read: () => grounds.clock.pending,
    },
    {
      name: "active timers",
      unit: "",
      mayGrow: 10,
      because: "the same, as the runtime counts them",
      read: () => active((type) => type === "Timeout"),
    },
    {
      name: "other resources",
      unit: "",
      mayGrow: 2,
      because: "requests to the file system may be under way",
      read: () => active((type) => type !== "Timeout"),
    },
    {
      name: "open files",
      unit: "",
      mayGrow: 1,
      because: "none is opened but by guests, who close theirs",
      read: () => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0),
    },
    {
      name: "listeners",
      unit: "",
      mayGrow: 1,
      because: "nobody is waiting on the signal of the house while it is at rest",
      read: () => getEventListeners(living, "abort").length,
    },
    {
      name: "series of metrics",
      unit: "",
      mayGrow: 2,
      because: "priorities and outcomes that come late in the day get a series of their own",
      async read() {
        const metrics = await registry.getMetricsAsJSON();
        return memory.names.length + metrics.reduce((sum, { values }) => sum + values.length, 0);
      },
    },
  ];
}

function active(counts: (type: string) => boolean): number {
  return process.getActiveResourcesInfo().filter(counts).length;
}
