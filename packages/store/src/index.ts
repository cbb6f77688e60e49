export type {
  Capabilities,
  OpenQueue,
  QueueStore,
  Recovery,
  Store,
  StoreObserver,
  StoreStats,
} from "./store.ts";
export type { Combine, Payload } from "./payload.ts";
export type { Adding, AddRequest } from "./adding.ts";
export type { Claim, Ending, Failing, Holding } from "./claim.ts";
export type {
  FailedFilter,
  KeyPage,
  KeyQuery,
  RecordedError,
  StoreCounts,
  StoredKey,
  StoredState,
} from "./stored-key.ts";
export { isStoreError, StoreError, type StoreErrorCode } from "./store-error.ts";
