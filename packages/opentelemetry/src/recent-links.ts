import type { Link, SpanContext } from "@opentelemetry/api";

/** How many adds of one key a run is linked to; of more, the last count. */
const mostPerKey = 8;

/** Spans that asked for a key, until its next run begins. Bounded: of too many keys those asked for longest ago go. */
export class RecentLinks {
  readonly #maxKeys: number;
  readonly #byKey = new Map<string, SpanContext[]>();

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys;
  }

  add(key: string, from: SpanContext): void {
    const known = this.#byKey.get(key) ?? [];
    this.#byKey.delete(key);
    this.#byKey.set(key, [...known, from].slice(-mostPerKey));
    if (this.#byKey.size <= this.#maxKeys) return;
    for (const oldest of this.#byKey.keys()) {
      this.#byKey.delete(oldest);
      return;
    }
  }

  /** The links of a key; they are forgotten by this. */
  take(key: string): Link[] {
    const contexts = this.#byKey.get(key) ?? [];
    this.#byKey.delete(key);
    return contexts.map((context) => ({ context }));
  }
}
