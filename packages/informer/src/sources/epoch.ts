import type { Clock } from "@workset/clock";

let worlds = 0;

/**
 * What the versions of a world that lives in this process begin with, so that those of another process, or of another
 * world of this one, are not taken for its own.
 */
export function newEpoch(clock: Clock): string {
  return `${Math.floor(clock.wallNow()).toString(36)}.${++worlds}.`;
}
