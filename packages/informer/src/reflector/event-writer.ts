import type { WatchEvent } from "../sources/list-watch.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { VersionTracker } from "./version-tracker.ts";
import type { ReflectorTarget } from "../deltas/delta-queue.ts";

/** What an event tells besides that the watch can not go on. */
export type TellingEvent<T> = Exclude<WatchEvent<T>, { readonly type: "error" }>;

/** Why an event was not written: it made no sense, or the target did not take it. */
export interface Unwritten {
  readonly error: unknown;
  readonly isIllFormed: boolean;
}

/** Writes what a watch tells to the target, and keeps count of how far that has come. */
export class EventWriter<T> {
  readonly #target: ReflectorTarget<T>;
  readonly #meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">;
  readonly #versions: VersionTracker;
  readonly #objectsCarryVersions: boolean;

  constructor(
    target: ReflectorTarget<T>,
    meta: Pick<ObjectMeta<T>, "keyOf" | "versionOf">,
    versions: VersionTracker,
    objectsCarryVersions: boolean,
  ) {
    this.#target = target;
    this.#meta = meta;
    this.#versions = versions;
    this.#objectsCarryVersions = objectsCarryVersions;
  }

  /** Writes it and advances to its version; if that can not be, says why, and advances nothing. */
  write(event: TellingEvent<T>): Unwritten | undefined {
    let version;
    try {
      version = versionOf(event, this.#meta);
    } catch (error) {
      return { error, isIllFormed: true };
    }
    try {
      this.#tell(event, version);
    } catch (error) {
      return { error, isIllFormed: event.type !== "bookmark" && !this.#hasKey(event.object) };
    }
    if (this.#advances(event.type)) this.#versions.reached(version);
    return undefined;
  }

  #tell(event: TellingEvent<T>, version: string): void {
    if (event.type === "added") this.#target.add(event.object);
    else if (event.type === "modified") this.#target.update(event.object);
    else if (event.type === "deleted") this.#target.delete(event.object);
    else this.#target.bookmark(version);
  }

  /** Without a version to start from, a watch tells first what is there, in no order of versions. */
  #advances(type: TellingEvent<T>["type"]): boolean {
    if (type === "bookmark") return true;
    if (!this.#objectsCarryVersions) return false;
    return type !== "added" || this.#versions.listVersion !== "0";
  }

  #hasKey(object: T): boolean {
    try {
      return typeof this.#meta.keyOf(object) === "string";
    } catch {
      return false;
    }
  }
}

function versionOf<T>(event: TellingEvent<T>, meta: Pick<ObjectMeta<T>, "versionOf">): string {
  const type = event?.type;
  if (type !== "added" && type !== "modified" && type !== "deleted" && type !== "bookmark") {
    throw new TypeError(`a watch tells of no ${String(type)}`);
  }
  const version: unknown = event.type === "bookmark" ? event.version : meta.versionOf(event.object);
  if (typeof version !== "string") {
    throw new TypeError(`the version of what was ${type} must be a string, but it is ${String(version)}`);
  }
  return version;
}
