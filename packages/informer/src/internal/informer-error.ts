/**
 * What went wrong in an informer itself.
 *
 * - `"handler-stalled"`: a call of a handler has been running for more than 30 seconds
 * - `"handler-timeout"`: a call of a handler took longer than its `callTimeoutMs`
 * - `"handler-queue-full"`: more calls of a handler are pending than its `backlog`
 * - `"handler-removed"`: the handler was removed before it had synced
 * - `"bad-object"`: an object was skipped, because `keyOf`, the transform or an index function refused it, or the saved state
 *   of an object cannot be decoded
 * - `"stopped"`: the informer was stopped
 * - `"other-source"`: the saved cache is that of another source
 * - `"conflicting-options"`: an informer of this name exists with other options
 */
export type InformerErrorCode =
  | "handler-stalled"
  | "handler-timeout"
  | "handler-queue-full"
  | "handler-removed"
  | "bad-object"
  | "stopped"
  | "other-source"
  | "conflicting-options";

/** An error of an informer itself. What a source, a handler or a saved cache throws is reported as it is. */
export class InformerError extends Error {
  override readonly name = "InformerError";
  readonly code: InformerErrorCode;

  constructor(code: InformerErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
