/** A position in an order: by the first number, then by the second. */
export interface SortKey {
  readonly primary: number;
  readonly secondary: number;
}

const longest = 64;

/**
 * Entries in order, no two of them at one position, to be read from any position on.
 *
 * A list of short lists: finding a position takes O(log n) steps, and an insertion moves only one short list.
 */
export class SortedList<T extends SortKey> {
  readonly #parts: T[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The first entry. */
  get first(): T | undefined {
    return this.#parts[0]?.[0];
  }

  insert(entry: T): void {
    this.#size++;
    const at = this.#partOf(entry);
    const part = this.#parts[at];
    if (!part) {
      this.#parts.push([entry]);
      return;
    }
    part.splice(countBefore(part, entry), 0, entry);
    if (part.length > longest) this.#parts.splice(at + 1, 0, part.splice(longest / 2));
  }

  /** Removes the entry at this position; there must be one. */
  remove(sortKey: SortKey): void {
    this.#size--;
    const at = this.#partOf(sortKey);
    const part = this.#parts[at]!;
    part.splice(countBefore(part, sortKey), 1);
    if (part.length === 0) this.#parts.splice(at, 1);
  }

  /** The entries after a position, or all of them. The order must not change meanwhile. */
  *after(sortKey: SortKey = { primary: -Infinity, secondary: -Infinity }): Generator<T, void, undefined> {
    for (let at = this.#partOf(sortKey); at < this.#parts.length; at++) {
      for (const entry of this.#parts[at]!) if (isBefore(sortKey, entry)) yield entry;
    }
  }

  /** The part that holds a position: the last one that does not begin after it. */
  #partOf(sortKey: SortKey): number {
    let low = 0;
    let high = this.#parts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (isBefore(sortKey, this.#parts[middle]![0]!)) high = middle;
      else low = middle;
    }
    return low;
  }
}

/** Whether the one position comes before the other. */
export function isBefore(one: SortKey, other: SortKey): boolean {
  return one.primary < other.primary || (one.primary === other.primary && one.secondary < other.secondary);
}

function countBefore(part: readonly SortKey[], sortKey: SortKey): number {
  let low = 0;
  let high = part.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(part[middle]!, sortKey)) low = middle + 1;
    else high = middle;
  }
  return low;
}
