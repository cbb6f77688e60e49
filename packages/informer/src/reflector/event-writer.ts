import type { ReflectorTarget } from "../deltas/delta-queue.ts";
import type { ObjectMeta } from "../objects/object-meta.ts";
import type { WatchEvent } from "../sources/list-watch.ts";
import type { VersionTracker } from "./version-tracker.ts";

/** An event other than an error. */
export type DataEvent<T> = Exclude<WatchEvent<T>, { readonly type: "error" }>;

/**
 * Why an event was not written. `"ill-formed"`: it has no key, version or known type. `"refused"`: the target threw.
 * `"went-back"`: its version is older than the last.
 */
export interface Unwritten {
  readonly reason: "ill-formed" | "refused" | "went-back";
  readonly error: unknown;
}

/** Writes the events of a watch to the target, and keeps track of the version reached. */
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

  /** Writes the event and advances to its version, or returns why not. */
  write(event: DataEvent<T>): Unwritten | undefined {
    let version;
    try {
      version = versionOf(event, this.#meta);
    } catch (error) {
      return { reason: "ill-formed", error };
    }
    const advances = this.#advances(event.type);
    if (advances && this.#versions.isOlder(version)) {
      const error = new Error(
        `the versions of the source went back, from ${this.#versions.lastVersion} to ${version}: it is listed anew`,
      );
      return { reason: "went-back", error };
    }
    try {
      this.#write(event, version);
    } catch (error) {
      const isIllFormed = event.type !== "bookmark" && !this.#hasKey(event.object);
      return { reason: isIllFormed ? "ill-formed" : "refused", error };
    }
    if (advances) this.#versions.reached(version);
    return undefined;
  }

  #write(event: DataEvent<T>, version: string): void {
    if (event.type === "added") this.#target.add(event.object);
    else if (event.type === "modified") this.#target.update(event.object);
    else if (event.type === "deleted") this.#target.delete(event.object);
    else this.#target.bookmark(version);
  }

  /** A watch without a version to start from sends the existing objects first, in no order of versions. */
  #advances(type: DataEvent<T>["type"]): boolean {
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

function versionOf<T>(event: DataEvent<T>, meta: Pick<ObjectMeta<T>, "versionOf">): string {
  const type = event?.type;
  if (type !== "added" && type !== "modified" && type !== "deleted" && type !== "bookmark") {
    throw new TypeError(`a watch sent an event of the unknown type ${String(type)}`);
  }
  const version: unknown = event.type === "bookmark" ? event.version : meta.versionOf(event.object);
  if (typeof version === "string") return version;
  throw new TypeError(`the version of a ${type} event must be a string, but it is ${String(version)}`);
}
