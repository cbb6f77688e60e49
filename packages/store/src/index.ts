export type {
  Capabilities,
  OpenQueue,
  QueueStore,
  Recovery,
  Store,
  StoreObserver,
  StoreStats,
} from "./store.ts";
export type { Release, ReleaseResult, ErrorInfo, RecordedError } from "./release.ts";
export { runsAlone, type BackoffRule, type QueuePolicy } from "./policy.ts";
export {
  isForgotten,
  isIdle,
  needsWork,
  newRecord,
  type Backoff,
  type FailedRun,
  type KeyRecord,
  type ProcessingRun,
  type ReadyRun,
  type Run,
  type WaitingRun,
} from "./key-record.ts";
export * as transitions from "./transitions.ts";
export type { Moment, Step } from "./transitions.ts";
export { addRequestFault, type AddRequest, type AddResult, type PreparedAdd } from "./add-request.ts";
export type { Claim, ClaimRef } from "./claim.ts";
export {
  combineFunction,
  combineSafely,
  type Combine,
  type CombinePayloads,
  type Payload,
} from "./payload.ts";
export { checkedFailedFilter } from "./failed-filter.ts";
export type {
  FailedFilter,
  KeyPage,
  KeyQuery,
  StoreCounts,
  StoredKey,
  StoredQueue,
  StoredState,
} from "./stored-key.ts";
export { isStoreError, StoreError, type StoreErrorCode } from "./store-error.ts";
