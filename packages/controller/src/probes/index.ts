export { serveProbes, type Probes, type ProbesOptions } from "./serve-probes.ts";
export type { Metrics, ProbesContent } from "./answer.ts";
