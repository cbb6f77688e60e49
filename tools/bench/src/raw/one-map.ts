import { Ring } from "./ring.ts";

/** A key that needs work, and its state. */
export interface Entry {
  readonly key: string;
  processing: boolean;
  dirty: boolean;
}

/** The same queue around one record a key: found once when it is added, and once more when it is done. */
export class OneMap {
  readonly #entries = new Map<string, Entry>();
  readonly #line = new Ring<Entry>();

  get length(): number {
    return this.#line.size;
  }

  add(key: string): void {
    const known = this.#entries.get(key);
    if (known) {
      known.dirty = true;
      return;
    }
    const entry = { key, processing: false, dirty: true };
    this.#entries.set(key, entry);
    this.#line.push(entry);
  }

  get(): Entry | undefined {
    const entry = this.#line.shift();
    if (entry) {
      entry.processing = true;
      entry.dirty = false;
    }
    return entry;
  }

  done(entry: Entry): void {
    entry.processing = false;
    if (entry.dirty) this.#line.push(entry);
    else this.#entries.delete(entry.key);
  }
}
