/** Where something stands: by the first number, and by the second where that is equal. */
export interface Place {
  readonly major: number;
  readonly minor: number;
}

const longest = 64;

/**
 * Things in order, no two of them in one place, to be read from any place on.
 *
 * A list of short lists: finding a place takes O(log n) steps, and nothing but one short list is moved to make room.
 */
export class Ordered<T extends Place> {
  readonly #parts: T[][] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The first of all. */
  get first(): T | undefined {
    return this.#parts[0]?.[0];
  }

  insert(thing: T): void {
    this.#size++;
    const at = this.#partOf(thing);
    const part = this.#parts[at];
    if (!part) {
      this.#parts.push([thing]);
      return;
    }
    part.splice(countBefore(part, thing), 0, thing);
    if (part.length > longest) this.#parts.splice(at + 1, 0, part.splice(longest / 2));
  }

  /** Takes out what stands at this place; something must. */
  remove(place: Place): void {
    this.#size--;
    const at = this.#partOf(place);
    const part = this.#parts[at]!;
    part.splice(countBefore(part, place), 1);
    if (part.length === 0) this.#parts.splice(at, 1);
  }

  /** All that stands behind a place, or all there is. The order must not change meanwhile. */
  *after(place: Place = { major: -Infinity, minor: -Infinity }): Generator<T, void, undefined> {
    for (let at = this.#partOf(place); at < this.#parts.length; at++) {
      for (const thing of this.#parts[at]!) if (isBefore(place, thing)) yield thing;
    }
  }

  /** The part in which a place lies: the last one that does not begin behind it. */
  #partOf(place: Place): number {
    let low = 0;
    let high = this.#parts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (isBefore(place, this.#parts[middle]![0]!)) high = middle;
      else low = middle;
    }
    return low;
  }
}

/** Whether the one place comes before the other. */
export function isBefore(one: Place, other: Place): boolean {
  return one.major < other.major || (one.major === other.major && one.minor < other.minor);
}

function countBefore(part: readonly Place[], place: Place): number {
  let low = 0;
  let high = part.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(part[middle]!, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}
