import type { Probe } from "../sampler.ts";

const mebi = 2 ** 20;

/** Probes of the memory of the process. */
export function memoryProbes(): Probe[] {
  return [
    {
      name: "heap used",
      unit: "bytes",
      mayGrow: 1.5 * mebi,
      because:
        "code that is used more and more is compiled anew; 100 bytes for each new key are more in ten minutes",
      read: () => process.memoryUsage().heapUsed,
    },
    {
      name: "external",
      unit: "bytes",
      mayGrow: mebi / 2,
      because: "buffers of files that are read and written",
      read: () => process.memoryUsage().external,
    },
    {
      name: "array buffers",
      unit: "bytes",
      mayGrow: mebi / 4,
      because: "the pool of small buffers",
      read: () => process.memoryUsage().arrayBuffers,
    },
    {
      name: "rss",
      unit: "bytes",
      mayGrow: 48 * mebi,
      because:
        "the allocators of V8 and of C keep pages that were free once; leaks outside the heap show here alone",
      read: () => process.memoryUsage().rss,
    },
  ];
}
