import type { KeyOf, PayloadPolicy } from "@workset/queue";
import type { Combine, Payload } from "@workset/store";
import { jsonCodec, type Codec } from "./codec.ts";

/** How the items of a queue are known and written. */
export interface ItemOptions<T> {
  /** Gives each item its key. Needed unless the items are strings, which are their own keys. */
  readonly keyOf?: KeyOf<T>;
  /**
   * What becomes of two payloads of one key.
   * @defaultValue "latest"
   */
  readonly payload?: PayloadPolicy<T>;
  /** How items are written. @defaultValue JSON */
  readonly codec?: Codec<T>;
}

/** Items as the store knows them: a key, and the text of the payload where the key does not say it all. */
export class Items<T> {
  readonly #keyOf: KeyOf<T> | undefined;
  readonly #codec: Codec<T>;
  /** What is left of two payloads. */
  readonly combine: Combine;

  constructor({ keyOf, payload = "latest", codec }: ItemOptions<T>) {
    this.#keyOf = keyOf;
    this.#codec = codec ?? (jsonCodec as Codec<T>);
    this.combine = this.#combineBy(payload);
  }

  /** @throws TypeError when the key is not text that every store can hold. */
  readonly keyOf = (item: T): string => {
    const key: unknown = this.#keyOf ? this.#keyOf(item) : item;
    if (typeof key !== "string") {
      throw new TypeError(
        this.#keyOf
          ? `keyOf must give each item a string, but it gave ${typeof key}`
          : `an item that is not a string needs the option keyOf, which gives it its key; the item is ${typeof item}`,
      );
    }
    if (!key.isWellFormed()) {
      throw new TypeError(
        "a key must be well-formed Unicode, but this one holds a lone surrogate: escape it",
      );
    }
    return key;
  };

  /** The payload to store. @throws What the codec throws; TypeError when it gives anything but well-formed text. */
  write(item: T): Payload {
    if (!this.#keyOf) return null;
    const text: unknown = this.#codec.encode(item);
    if (typeof text === "string" && text.isWellFormed()) return text;
    throw new TypeError(
      typeof text === "string"
        ? "codec must encode items as well-formed Unicode, but this text holds a lone surrogate"
        : `codec must encode items as strings, but it gave ${typeof text}`,
    );
  }

  /** The item of a stored key. @throws What the codec throws. */
  read(key: string, payload: Payload): T {
    return payload === null ? (key as T) : this.#codec.decode(payload);
  }

  #combineBy(policy: PayloadPolicy<T>): Combine {
    if (policy === "latest") return (_, added) => added;
    if (policy === "first") return (waiting) => waiting;
    if (typeof policy !== "function") {
      throw new TypeError(`payload must be "latest", "first" or a function, but it is ${String(policy)}`);
    }
    return (waiting, added) => {
      // Without a payload the key says it all, and there is nothing to merge.
      if (waiting === null || added === null) return added;
      const addedItem = this.#codec.decode(added);
      const merged = policy(this.#codec.decode(waiting), addedItem);
      if (this.keyOf(merged) !== this.keyOf(addedItem)) {
        throw new TypeError(
          "payload must merge two items into one of the same key: keyOf gives it another one",
        );
      }
      return this.write(merged);
    };
  }
}
