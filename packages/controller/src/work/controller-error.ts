/**
 * - `"dropped"`: the queue is shutting down and took nothing. Add the key again in the process that takes over.
 * - `"stopped"`: the controller, source or runner was stopped. A new one is needed.
 * - `"sync-timeout"`: a source did not sync in time. The message names it, and its last error is the cause.
 * - `"cancelled"`: the run was cancelled from outside. It is the reason of the run's signal.
 */
export type ControllerErrorCode = "dropped" | "stopped" | "sync-timeout" | "cancelled";

/** An error of this package that a caller can act on, by its code. */
export class ControllerError extends Error {
  override readonly name = "ControllerError";
  readonly code: ControllerErrorCode;

  constructor(code: ControllerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
