import type { SavedChange } from "./cache-persistence.ts";
import type { SavedGroup } from "./saving-steps.ts";

/** Keys that handlers hear of for the first time by a change that is not saved yet. */
export class SavingAnnouncements {
  /** The number of that change, by key. */
  readonly #numbers = new Map<string, number>();

  /** The change of this number is the first that handlers hear of these keys. */
  add(keys: readonly string[], number: number): void {
    for (const key of keys) this.#numbers.set(key, number);
  }

  /** The changes of this group; the keys that handlers hear of again after they are deleted by it stay announced. */
  keptBy<T>({ changes, upTo }: SavedGroup<T>): readonly SavedChange<T>[] {
    if (this.#numbers.size === 0) return changes;
    return changes.map((change) => {
      const isToldAgain = change.type === "delete" && this.#numberOf(change.key) > upTo;
      return isToldAgain ? { ...change, announces: true } : change;
    });
  }

  /** This group was saved, and with it the objects of the keys that it announced. */
  saved<T>({ changes, upTo }: SavedGroup<T>): void {
    for (const { key } of changes) if (this.#numberOf(key) <= upTo) this.#numbers.delete(key);
  }

  #numberOf(key: string): number {
    return this.#numbers.get(key) ?? 0;
  }
}
