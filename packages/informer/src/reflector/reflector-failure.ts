import { SourceError, type SourceErrorCode } from "../sources/source-error.ts";

/** What went wrong in a reflector, and what it does about it. */
export interface ReflectorFailure {
  /**
   * What was being done. `"list"`: listing, in either way. `"watch"`: opening a watch. `"event"`: reading a watch that was
   * open, or an event of it that makes no sense. `"transform"`: writing to the target. `"resync"`: resyncing it.
   */
  readonly during: "list" | "watch" | "event" | "transform" | "resync";
  /** What is done next. `"go-on"`: nothing but what would have been done anyway. */
  readonly next: "list" | "watch" | "go-on";
  /** In how many milliseconds it is done. */
  readonly retryInMs: number;
}

/** Hears of failures. What it throws, or rejects with, is dropped. */
export type OnReflectorError = (error: unknown, failure: ReflectorFailure) => void;

/** Why a source refused; `"other"` for whatever is not a {@link SourceError}. */
export function codeOf(error: unknown): SourceErrorCode {
  return error instanceof SourceError ? error.code : "other";
}
