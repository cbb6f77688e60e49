/** The text of an item as its queue encodes it; `null` where the key says it all. A store never reads it. */
export type Payload = string | null;

/** Makes one payload of the present one and the one that was added to it. */
export type CombinePayloads = (present: Payload, added: Payload) => Payload;

/**
 * What becomes of two payloads of one key: the one that was added wins (`"latest"`), the present one wins (`"first"`),
 * or a function decides. When the function throws, the verb rejects with what it threw and nothing is changed; where
 * there is no verb to reject (a key becomes due, or its owner crashed), the added payload wins.
 */
export type Combine = "latest" | "first" | CombinePayloads;

const latest: CombinePayloads = (_, added) => added;
const first: CombinePayloads = (present) => present;

/** The function of a {@link Combine}. */
export function combineFunction(combine: Combine): CombinePayloads {
  if (combine === "latest") return latest;
  return combine === "first" ? first : combine;
}

/** The same, for where no caller can receive an error: the added payload wins when the function throws. */
export function combineSafely(combine: Combine): CombinePayloads {
  if (typeof combine !== "function") return combineFunction(combine);
  return (present, added) => {
    try {
      return combine(present, added);
    } catch {
      return added;
    }
  };
}
