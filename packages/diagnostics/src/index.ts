export { diagnostics } from "./diagnostics.ts";
export { channelNames, type Enqueued, type Overdue, type TracedRun } from "./channels.ts";
