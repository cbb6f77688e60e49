import type { JournalEvent } from "../event.ts";
import type { Report } from "../judge/fault.ts";
import { of } from "../judge/rule.ts";

/** What is kept in a file. */
export interface Kept {
  readonly version: number | undefined;
  /** The versions of the objects. */
  readonly objects: ReadonlyMap<string, number>;
  readonly intents: ReadonlySet<string>;
}

/** The last event of a key on which a handler has acted. */
interface Entry {
  readonly instance: number;
  /** That of the object, or of its deletion; infinite where that is not known. */
  readonly version: number;
  readonly gone: boolean;
}

/** What each handler has made of the world, over all instances, by what it wrote down when it had acted. */
export class Ledgers {
  /** The number of handler calls. */
  told = 0;
  /** The number of calls for deletions whose final state was not seen. */
  tombstones = 0;
  readonly #handlers = new Map<string, Map<string, Entry>>([
    ["quick", new Map()],
    ["slow", new Map()],
  ]);

  see(event: JournalEvent, report: Report): void {
    if (event.is !== "told") return;
    const { instance, handler, key, verb, version } = event;
    this.told++;
    if (version === undefined) this.tombstones++;
    const entries = of(this.#handlers, handler, () => new Map<string, Entry>());
    const before = entries.get(key);
    if (
      before &&
      before.instance === instance &&
      version !== undefined &&
      version < before.version &&
      before.version < Infinity
    ) {
      report("stale", key, `the ${handler} handler received version ${version} after ${before.version}`);
    }
    entries.set(key, { instance, version: version ?? Infinity, gone: verb === "delete" });
  }

  /** Holds what a killed process left in its file against what its handlers had done. */
  keeps({ version, objects, intents }: Kept, world: ReadonlyMap<string, number>, report: Report): void {
    if (version !== undefined) this.#isOfVersion(version, objects, world, report);
    for (const [handler, entries] of this.#handlers) {
      for (const [key, kept] of objects) {
        const entry = entries.get(key);
        if (entry && entry.version >= kept) continue;
        report(
          "ahead",
          key,
          `version ${kept} is kept, and the ${handler} handler has settled ${entry?.version}`,
        );
      }
      for (const [key, { gone }] of entries) {
        if (gone || objects.has(key) || intents.has(key)) continue;
        report("missed", key, `the ${handler} handler acted on it, and the cache knows nothing of it`);
      }
    }
  }

  #isOfVersion(
    version: number,
    objects: ReadonlyMap<string, number>,
    world: ReadonlyMap<string, number>,
    report: Report,
  ): void {
    for (const key of new Set([...objects.keys(), ...world.keys()])) {
      const [kept, then] = [objects.get(key), world.get(key)];
      if (kept === then) continue;
      report("ahead", key, `the cache claims version ${version} and has ${kept}, where there was ${then}`);
    }
  }

  /** Compares what every handler received with the source, after everything was delivered. */
  atRest(world: ReadonlyMap<string, number>, report: Report): void {
    for (const [handler, entries] of this.#handlers) {
      for (const [key, { gone, version }] of entries) {
        if (gone || world.has(key)) continue;
        report(
          "missed",
          key,
          `the ${handler} handler never received its deletion, last of version ${version}`,
        );
      }
      for (const [key, version] of world) {
        const entry = entries.get(key);
        if (entry && !entry.gone && entry.version === version) continue;
        const last = entry?.gone ? "that it is gone" : `of version ${entry?.version}`;
        report(
          "missed",
          key,
          `it is at version ${version}, and the ${handler} handler last received ${last}`,
        );
      }
    }
  }
}
