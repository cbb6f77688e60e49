import { shown } from "@workset/clock";
import type { KeyOf, PayloadPolicy } from "@workset/queue";
import type { Combine, Payload } from "@workset/store";
import { jsonCodec, type Codec } from "./codec.ts";

/** A payload that cannot be encoded or decoded. Its message names the queue and the key; its cause is the codec's error. */
export class PayloadError extends TypeError {
  override readonly name = "PayloadError";
  readonly code = "payload";
}

/** How the items of a queue are identified and encoded. */
export interface ItemOptions<T> {
  /** Gives each item its key. Needed unless the items are strings, which are their own keys. */
  readonly keyOf?: KeyOf<T>;
  /**
   * What becomes of two payloads of one key.
   * @defaultValue "latest"
   */
  readonly payload?: PayloadPolicy<T>;
  /** How items are encoded. @defaultValue JSON */
  readonly codec?: Codec<T>;
}

/** ItemCodec as the store knows them: a key, and the text of the payload where the key does not say it all. */
export class ItemCodec<T> {
  readonly #keyOf: KeyOf<T> | undefined;
  readonly #codec: Codec<T>;
  /** What becomes of two payloads. */
  readonly combine: Combine;
  readonly #queue: string;

  constructor(queue: string, { keyOf, payload = "latest", codec }: ItemOptions<T>) {
    this.#queue = queue;
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
    let text: unknown;
    try {
      text = this.#codec.encode(item);
    } catch (error) {
      throw this.#failure("encoded", this.keyOf(item), error);
    }
    if (typeof text === "string" && text.isWellFormed()) return text;
    throw new TypeError(
      typeof text === "string"
        ? "codec must encode items as well-formed Unicode, but this text holds a lone surrogate"
        : `codec must encode items as strings, but it gave ${typeof text}`,
    );
  }

  /** The item of a stored key. @throws PayloadError when the payload cannot be decoded. */
  read(key: string, payload: Payload): T {
    if (payload === null) return key as T;
    try {
      return this.#codec.decode(payload);
    } catch (error) {
      throw this.#failure("decoded", key, error);
    }
  }

  #failure(what: "encoded" | "decoded", key: string, cause: unknown): PayloadError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const at = `the payload of key ${shown(key)} in queue ${shown(this.#queue)} cannot be ${what}`;
    return new PayloadError(`${at} by the option codec: ${reason}`, { cause });
  }

  #combineBy(policy: PayloadPolicy<T>): Combine {
    if (policy === "latest" || policy === "first") return policy;
    if (typeof policy !== "function") {
      throw new TypeError(`payload must be "latest", "first" or a function, but it is ${shown(policy)}`);
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
