import { keyOfCall, type Call, type Calls } from "./change-list.ts";

/** A place in line: a call, many calls, or how many came to nothing; `undefined` where the line has gone past. */
type Place<T> = Call<T> | Calls<T> | number | undefined;

/** Empty places at the front are given back when there are more than this, and more of them than others. */
const slack = 1024;

/** Where in line the calls of a key stand that may still be merged with. */
interface Standing {
  /** The newest. */
  readonly at: number;
  /** A deletion before it, where the newest is an add after it. */
  readonly deletedAt: number | undefined;
}

/**
 * The calls that wait for one handler, in order. Positions count calls: {@link end} is behind the last that came,
 * {@link taken} before the first that waits.
 */
export class PendingChanges<T> {
  readonly #keyOf: (object: T) => string;
  readonly #notifyShortLived: boolean;
  #places: Place<T>[] = [];
  #first = 0;
  /** The number of the place at index 0, counted from the start of all. */
  #offset = 0;
  /** How far into the many calls of the first place we are. */
  #within = 0;
  #end = 0;
  #taken = 0;
  /** How many of those that wait are some of many. */
  #many = 0;
  /** How many of those that wait came to nothing. */
  #voids = 0;
  /** Set while calls are merged. */
  #standing: Map<string, Standing> | undefined;

  /** `notifyShortLived`: whether the end is told of an object that came and went while its calls waited. */
  constructor(keyOf: (object: T) => string, notifyShortLived: boolean) {
    this.#keyOf = keyOf;
    this.#notifyShortLived = notifyShortLived;
  }

  /** How many calls wait. */
  get length(): number {
    return this.#end - this.#taken - this.#voids;
  }

  get end(): number {
    return this.#end;
  }

  get taken(): number {
    return this.#taken;
  }

  /** How many of those that wait take room of their own. */
  get bulk(): number {
    return this.length - this.#many;
  }

  push(call: Call<T>): void {
    if (this.#standing) this.#pack(this.#standing);
    const at = this.#offset + this.#places.length;
    if (this.#standing && this.#merge(this.#standing, call, at)) return;
    this.#places.push(call);
    this.#end++;
  }

  pushAll(calls: Calls<T>): void {
    if (calls.length === 0) return;
    // A call merged with one before these would tell a newer state than they do, before them.
    this.#standing?.clear();
    this.#places.push(calls);
    this.#end += calls.length;
    this.#many += calls.length;
  }

  /** The next call; `undefined` when none waits. @throws What decoding its object throws; the call is taken all the same. */
  take(): Call<T> | undefined {
    while (this.#first < this.#places.length) {
      const place = this.#places[this.#first]!;
      if (typeof place === "number") {
        this.#leave();
        this.#taken += place;
        this.#voids -= place;
        continue;
      }
      this.#taken++;
      if ("at" in place) {
        const index = this.#within++;
        this.#many--;
        if (this.#within === place.length) this.#leave();
        return place.at(index);
      }
      this.#leave();
      return place;
    }
    this.#standing = undefined;
    return undefined;
  }

  /** From here until none waits, of the calls of each object only those wait that lead to its newest state. */
  coalesce(): void {
    if (this.#standing) return;
    this.#standing = new Map();
    for (let index = this.#first; index < this.#places.length; index++) {
      const place = this.#places[index];
      if (place === undefined || typeof place === "number") continue;
      if ("at" in place) this.#standing.clear();
      else if (this.#merge(this.#standing, place, this.#offset + index)) this.#void(index);
    }
  }

  /** Drops all that waits. */
  clear(): void {
    this.#offset += this.#places.length;
    this.#places = [];
    this.#first = 0;
    this.#within = 0;
    this.#taken = this.#end;
    this.#voids = 0;
    this.#many = 0;
    this.#standing = undefined;
  }

  #void(index: number): void {
    this.#places[index] = 1;
    this.#voids++;
  }

  /** Gives back what many brief objects left: a run of places that came to nothing is one, and keys that wait no more go. */
  #pack(standing: Map<string, Standing>): void {
    if (standing.size + this.#places.length - this.#first <= slack + 4 * this.length) return;
    const places: Place<T>[] = [];
    const moved = new Map<number, number>();
    for (let index = this.#first; index < this.#places.length; index++) {
      const place = this.#places[index];
      const last = places.at(-1);
      if (typeof place === "number" && typeof last === "number") places[places.length - 1] = last + place;
      else moved.set(this.#offset + index, this.#offset + places.push(place) - 1);
    }
    this.#places = places;
    this.#first = 0;
    for (const [key, { at, deletedAt }] of standing) {
      const now = moved.get(at);
      if (now === undefined) standing.delete(key);
      else
        standing.set(key, { at: now, deletedAt: deletedAt === undefined ? undefined : moved.get(deletedAt) });
    }
  }

  #leave(): void {
    this.#within = 0;
    this.#places[this.#first++] = undefined;
    if (this.#first === this.#places.length) {
      this.#offset += this.#places.length;
      this.#places = [];
      this.#first = 0;
    } else if (this.#first > slack && this.#first * 2 > this.#places.length) {
      this.#offset += this.#first;
      this.#places = this.#places.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Merges a call into one that waits, and says so; otherwise remembers that it stands at `at`. */
  #merge(standing: Map<string, Standing>, call: Call<T>, at: number): boolean {
    const key = keyOfCall(call, this.#keyOf);
    const known = standing.get(key);
    const index = known ? known.at - this.#offset : -1;
    const waiting = index >= this.#first ? (this.#places[index] as Call<T>) : undefined;
    const merged = waiting ? mergeCalls(waiting, call, this.#notifyShortLived) : "both";
    if (merged === "both") {
      standing.set(key, { at, deletedAt: waiting?.type === "delete" ? known!.at : undefined });
      return false;
    }
    if (merged !== undefined) {
      this.#places[index] = merged;
      return true;
    }
    this.#void(index);
    const { deletedAt } = known!;
    if (deletedAt === undefined) standing.delete(key);
    else standing.set(key, { at: deletedAt, deletedAt: undefined });
    return true;
  }
}

/** The call that says what two in a row say; `undefined` when that is nothing, `"both"` when it takes both. */
function mergeCalls<T>(
  earlier: Call<T>,
  later: Call<T>,
  notifyShortLived: boolean,
): Call<T> | "both" | undefined {
  if (earlier.type === "delete") return later.type === "delete" ? later : "both";
  if (later.type === "add") return "both";
  if (later.type === "delete") return earlier.type === "add" && !notifyShortLived ? undefined : later;
  if (earlier.type === "add") return { ...earlier, object: later.object };
  const why = earlier.why === "changed" || later.why === "changed" ? "changed" : later.why;
  return { type: "update", before: earlier.before, object: later.object, why };
}
