import type { Combine } from "@workset/store";

/** Combines where no verb can be rejected: what was added is taken when the function throws. */
export function anyway(combine: Combine): Combine {
  return (waiting, added) => {
    try {
      return combine(waiting, added);
    } catch {
      return added;
    }
  };
}
