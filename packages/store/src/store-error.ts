/**
 * What a caller can act on. `"closed"`: the store was closed. `"in-use"`: another live process owns the place.
 * `"full"`: the disk is full. `"io"`: the disk does not read or write. `"corrupt"`: the data is damaged.
 * `"not-a-store"`: it is something else. `"newer"`: a newer version wrote it. `"read-only"`: it cannot be written.
 * `"lost-ownership"`: another owner has followed this one. `"replaced"`: the data was replaced or removed while it was open.
 * `"blocked"`: a transaction of another's, which does not end, keeps it from being written. `"no-driver"`: what is needed to
 * open it is not installed, or this version of the runtime is too old.
 */
export type StoreErrorCode =
  | "closed"
  | "in-use"
  | "full"
  | "io"
  | "corrupt"
  | "not-a-store"
  | "newer"
  | "read-only"
  | "lost-ownership"
  | "replaced"
  | "blocked"
  | "no-driver";

/** Why a store did not do what it was asked; nothing was changed. Its message says what to do next. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Whether this is a {@link StoreError}, of this or of another copy of the package. */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && error.name === "StoreError" && "code" in error;
}
