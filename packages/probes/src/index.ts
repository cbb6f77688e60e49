export { serveProbes, type Probes, type ProbesOptions } from "./serve-probes.ts";
export type { Asked, Metrics } from "./answer.ts";
