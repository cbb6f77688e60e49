export { diagnostics } from "./diagnostics.ts";
export { channelNames, type TracedRun } from "./channels.ts";
