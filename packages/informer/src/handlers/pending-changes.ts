import type { ObjectChange } from "../objects/object-change.ts";
import type { ChangeList } from "./change-list.ts";

/** What a slot holds: a change, a list of changes, a number of changes that were merged away, or nothing once it was taken. */
type Slot<T> = ObjectChange<T> | ChangeList<T> | number | undefined;

/** Empty slots at the front are freed when there are more than this, and more of them than others. */
const slack = 1024;

/** Where the pending changes of a key are that a later one may be merged with. */
interface MergeTarget {
  /** The position of the newest. */
  readonly at: number;
  /** The position of a deletion before it, where the newest adds the object again. */
  readonly deletedAt: number | undefined;
}

/**
 * The changes that one handler has not received yet, in order. Positions count changes: {@link end} is behind the last
 * that was pushed, {@link taken} before the first that is pending.
 */
export class PendingChanges<T> {
  readonly #notifyShortLived: boolean;
  #slots: Slot<T>[] = [];
  #first = 0;
  /** The number of the slot at index 0, counted from the first slot ever. */
  #offset = 0;
  /** How many changes of the list in the first slot were taken. */
  #within = 0;
  #end = 0;
  #taken = 0;
  /** How many pending changes belong to lists. */
  #listed = 0;
  /** How many positions between `taken` and `end` were merged away. */
  #merged = 0;
  /** Set while changes are merged. */
  #mergeIndex: Map<string, MergeTarget> | undefined;

  /** `notifyShortLived`: whether a deletion is delivered of an object that was added and deleted while pending. */
  constructor(notifyShortLived: boolean) {
    this.#notifyShortLived = notifyShortLived;
  }

  /** How many changes are pending. */
  get length(): number {
    return this.#end - this.#taken - this.#merged;
  }

  get end(): number {
    return this.#end;
  }

  get taken(): number {
    return this.#taken;
  }

  /** How many pending changes take memory of their own: all but those of lists. */
  get stored(): number {
    return this.length - this.#listed;
  }

  push(change: ObjectChange<T>): void {
    if (this.#mergeIndex) this.#pack(this.#mergeIndex);
    const at = this.#offset + this.#slots.length;
    if (this.#mergeIndex && this.#merge(this.#mergeIndex, change, at)) return;
    this.#slots.push(change);
    this.#end++;
  }

  pushList(list: ChangeList<T>): void {
    if (list.length === 0) return;
    // A change merged with one before the list would deliver a newer state than the list does, before it.
    this.#mergeIndex?.clear();
    this.#slots.push(list);
    this.#end += list.length;
    this.#listed += list.length;
  }

  /** The next change, if any. @throws What decoding its object throws; the change counts as taken. */
  take(): ObjectChange<T> | undefined {
    while (this.#first < this.#slots.length) {
      const slot = this.#slots[this.#first]!;
      if (typeof slot === "number") {
        this.#leaveSlot();
        this.#taken += slot;
        this.#merged -= slot;
        continue;
      }
      this.#taken++;
      if ("at" in slot) {
        const index = this.#within++;
        this.#listed--;
        if (this.#within === slot.length) this.#leaveSlot();
        return slot.at(index);
      }
      this.#leaveSlot();
      return slot;
    }
    this.#mergeIndex = undefined;
    return undefined;
  }

  /** Until nothing is pending, only those changes of each object are kept that lead to its newest state. */
  coalesce(): void {
    if (this.#mergeIndex) return;
    this.#mergeIndex = new Map();
    for (let index = this.#first; index < this.#slots.length; index++) {
      const slot = this.#slots[index];
      if (slot === undefined || typeof slot === "number") continue;
      if ("at" in slot) this.#mergeIndex.clear();
      else if (this.#merge(this.#mergeIndex, slot, this.#offset + index)) this.#drop(index);
    }
  }

  /** Drops everything that is pending. */
  clear(): void {
    this.#offset += this.#slots.length;
    this.#slots = [];
    this.#first = 0;
    this.#within = 0;
    this.#taken = this.#end;
    this.#merged = 0;
    this.#listed = 0;
    this.#mergeIndex = undefined;
  }

  #drop(index: number): void {
    this.#slots[index] = 1;
    this.#merged++;
  }

  /** Frees what short-lived objects left: adjacent merged slots become one, and keys without pending changes are dropped. */
  #pack(targets: Map<string, MergeTarget>): void {
    if (targets.size + this.#slots.length - this.#first <= slack + 4 * this.length) return;
    const slots: Slot<T>[] = [];
    const moved = new Map<number, number>();
    for (let index = this.#first; index < this.#slots.length; index++) {
      const slot = this.#slots[index];
      const last = slots.at(-1);
      if (typeof slot === "number" && typeof last === "number") slots[slots.length - 1] = last + slot;
      else moved.set(this.#offset + index, this.#offset + slots.push(slot) - 1);
    }
    this.#slots = slots;
    this.#first = 0;
    for (const [key, { at, deletedAt }] of targets) {
      const now = moved.get(at);
      if (now === undefined) targets.delete(key);
      else
        targets.set(key, { at: now, deletedAt: deletedAt === undefined ? undefined : moved.get(deletedAt) });
    }
  }

  #leaveSlot(): void {
    this.#within = 0;
    this.#slots[this.#first++] = undefined;
    if (this.#first === this.#slots.length) {
      this.#offset += this.#slots.length;
      this.#slots = [];
      this.#first = 0;
    } else if (this.#first > slack && this.#first * 2 > this.#slots.length) {
      this.#offset += this.#first;
      this.#slots = this.#slots.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Merges a change into a pending one and returns true, or remembers that it is at this position. */
  #merge(targets: Map<string, MergeTarget>, change: ObjectChange<T>, at: number): boolean {
    const { key } = change;
    const target = targets.get(key);
    const index = target ? target.at - this.#offset : -1;
    const pending = index >= this.#first ? (this.#slots[index] as ObjectChange<T>) : undefined;
    const merged = pending ? mergeChanges(pending, change, this.#notifyShortLived) : "both";
    if (merged === "both") {
      targets.set(key, { at, deletedAt: pending?.type === "deleted" ? target!.at : undefined });
      return false;
    }
    if (merged !== undefined) {
      this.#slots[index] = merged;
      return true;
    }
    this.#drop(index);
    const { deletedAt } = target!;
    if (deletedAt === undefined) targets.delete(key);
    else targets.set(key, { at: deletedAt, deletedAt: undefined });
    return true;
  }
}

/** The change that replaces two in a row; `undefined` when they cancel each other, `"both"` when neither can be left out. */
function mergeChanges<T>(
  earlier: ObjectChange<T>,
  later: ObjectChange<T>,
  notifyShortLived: boolean,
): ObjectChange<T> | "both" | undefined {
  if (earlier.type === "deleted") return later.type === "deleted" ? later : "both";
  if (later.type === "added") return "both";
  if (later.type === "deleted") return earlier.type === "added" && !notifyShortLived ? undefined : later;
  if (earlier.type === "added") return { ...earlier, object: later.object };
  const cause = earlier.cause === "changed" || later.cause === "changed" ? "changed" : later.cause;
  return { type: "updated", key: later.key, before: earlier.before, object: later.object, cause };
}
