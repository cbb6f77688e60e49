import type { AnyRegistry } from "@workset/metrics-prometheus";

/** The lines with a value that a scrape would read, without the buckets of histograms. */
export async function lines(registry: AnyRegistry): Promise<string[]> {
  const text = await registry.metrics();
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#") && !line.includes("le="));
}
