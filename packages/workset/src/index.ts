// The common path under one name. Everything of a package is here, so that there is no second list to keep.
export * from "@workset/queue";
export * from "@workset/delaying";
export * from "@workset/rate-limiters";
export * from "@workset/durable";
export { MemoryStore } from "@workset/store-memory";
export { StoreError, type Store, type StoreErrorCode } from "@workset/store";
export { MemoryMetrics, type MetricsProvider } from "@workset/metrics";
export { ManualClock, systemClock, type Clock } from "@workset/clock";
