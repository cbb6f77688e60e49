import { Chain } from "./chain.ts";
import type { Entry } from "./entries.ts";

/** The keys of one priority, in order of arrival. */
interface Level<T> {
  readonly priority: number;
  readonly entries: Chain<Entry<T>>;
}

/** How waiting makes up for a low priority. */
export interface Ageing {
  /** The time, in milliseconds, after which a ready key counts for one point more than its priority. */
  readonly pointMs: number;
}

/**
 * The ready keys, in the order in which they will be got: a list for each priority, linked through the entries
 * themselves. Adding and taking cost O(1) however many keys there are. A priority that comes into use costs O(n) in the
 * number of those in use; with ageing, taking looks at the head of each.
 */
export class ReadyQueue<T> {
  /** Ascending by priority. The level of priority 0 stays, the others go when they are empty. */
  readonly #levels: Level<T>[] = [{ priority: 0, entries: new Chain() }];
  readonly #ageing: Ageing | undefined;
  #recent: Level<T> = this.#levels[0]!;
  #size = 0;

  constructor(ageing?: Ageing) {
    this.#ageing = ageing;
  }

  get size(): number {
    return this.#size;
  }

  /** Puts an entry at the end of its level. */
  push(entry: Entry<T>): void {
    this.#levelOf(entry.priority).entries.push(entry);
    this.#size++;
  }

  /** Takes out the next entry. `now` matters only with ageing. */
  take(now: number): Entry<T> | undefined {
    if (this.#size === 0) return undefined;
    const entry = this.#ageing ? this.#best(this.#heads(), now, this.#ageing) : this.#highest();
    this.remove(entry);
    return entry;
  }

  /** Takes out an entry, whatever its position. */
  remove(entry: Entry<T>): void {
    const level = this.#levelOf(entry.priority);
    level.entries.remove(entry);
    this.#size--;
    if (level.entries.size === 0 && level.priority !== 0) this.#drop(level);
  }

  /** When the key that has been ready the longest was added. */
  oldestAddedAt(): number | undefined {
    let oldest: number | undefined;
    for (const { entries } of this.#levels) {
      const { first } = entries;
      if (first && (oldest === undefined || first.addedAt < oldest)) oldest = first.addedAt;
    }
    return oldest;
  }

  /** The entries in the order in which they would be taken now. */
  *inOrder(now: number): Generator<Entry<T>, void, undefined> {
    if (!this.#ageing) {
      for (const head of this.#heads())
        for (let entry: Entry<T> | undefined = head; entry; entry = entry.after) yield entry;
      return;
    }
    const heads = this.#heads();
    while (heads.length > 0) {
      const entry = this.#best(heads, now, this.#ageing);
      yield entry;
      const level = heads.indexOf(entry);
      if (entry.after) heads[level] = entry.after;
      else heads.splice(level, 1);
    }
  }

  /** The first of each priority in use, the highest priority first. */
  #heads(): Entry<T>[] {
    return this.#levels.toReversed().flatMap(({ entries }) => entries.first ?? []);
  }

  #highest(): Entry<T> {
    let at = this.#levels.length - 1;
    while (this.#levels[at]!.entries.first === undefined) at--;
    return this.#levels[at]!.entries.first!;
  }

  /** The one of the heads that counts for most now; of two that count the same, the older. */
  #best(heads: readonly Entry<T>[], now: number, { pointMs }: Ageing): Entry<T> {
    const points = ({ priority, addedAt }: Entry<T>): number => priority + (now - addedAt) / pointMs;
    return heads.reduce((best, head) => {
      const ahead = points(head) - points(best);
      return ahead > 0 || (ahead === 0 && head.addedAt < best.addedAt) ? head : best;
    });
  }

  #levelOf(priority: number): Level<T> {
    if (this.#recent.priority === priority) return this.#recent;
    const at = this.#positionOf(priority);
    let level = this.#levels[at];
    if (level?.priority !== priority) {
      level = { priority, entries: new Chain() };
      this.#levels.splice(at, 0, level);
    }
    this.#recent = level;
    return level;
  }

  #drop(level: Level<T>): void {
    this.#levels.splice(this.#positionOf(level.priority), 1);
    this.#recent = this.#levels[this.#positionOf(0)]!;
  }

  /** The position of the first level whose priority is at least this one. */
  #positionOf(priority: number): number {
    let from = 0;
    let to = this.#levels.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#levels[middle]!.priority < priority) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
