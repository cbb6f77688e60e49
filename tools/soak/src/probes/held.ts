import { getEventListeners } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import type { SoakApp } from "../soak-app.ts";
import type { Probe } from "../sampler.ts";

/** Probes of open resources: timers, handles, files, listeners. */
export function heldProbes({ env, stopping, resources: { memory, registry } }: SoakApp): Probe[] {
  return [
    {
      name: "timers of the clock",
      unit: "",
      mayGrow: 10,
      because: "runs and keys that wait, each with one timer at most for its queue or worker",
      read: () => env.clock.pending,
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
      because: "none is opened but by transients, who close theirs",
      read: () => (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0),
    },
    {
      name: "listeners",
      unit: "",
      mayGrow: 1,
      because: "no call waits on the app's signal while it is idle",
      read: () => getEventListeners(stopping, "abort").length,
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
