import { sleep, type Clock } from "@workset/clock";
import { FakeSource, SourceError } from "@workset/informer";
import type { Random } from "kit";
import { thingMeta, type Thing } from "./object.ts";

/** How a world changes. */
export interface WorldOptions {
  readonly random: Random;
  readonly clock: Clock;
  /** About so many objects there are. */
  readonly size: number;
  readonly changesPerSecond: number;
}

const tickMs = 20;

/** A source that goes on changing and, now and then, goes wrong in each of the ways in which a source does. */
export class World {
  readonly source: FakeSource<Thing> = new FakeSource<Thing>({
    meta: thingMeta,
    stamp: (thing, version) => ({ ...thing, version }),
    history: 500,
    pageSize: 300,
  });
  readonly #random: Random;
  readonly #clock: Clock;
  readonly #size: number;
  readonly #changesPerSecond: number;
  /** The names of all objects, to choose from. */
  readonly #names: string[] = [];
  /** Names that were there lately and may come again. */
  readonly #gone: string[] = [];
  /** Names that were never there before come all the time, as those of pods do. */
  #newest = 0;
  #changes = 0;
  #mishaps = 0;
  #pauses = 0;

  constructor({ random, clock, size, changesPerSecond }: WorldOptions) {
    this.#random = random;
    this.#clock = clock;
    this.#size = size;
    this.#changesPerSecond = changesPerSecond;
    while (this.#names.length < size) this.#add(this.#newName());
  }

  get changes(): number {
    return this.#changes;
  }

  get mishaps(): number {
    return this.#mishaps;
  }

  /** Goes on changing until the signal is aborted. Never rejects. */
  async turn(signal: AbortSignal): Promise<void> {
    let lastAt = this.#clock.now();
    let owed = 0;
    while (!signal.aborted) {
      // A process that is late makes up for it, so that the rate is what it was asked to be.
      const now = this.#clock.now();
      if (this.#pauses === 0) owed += ((now - lastAt) / 1000) * this.#changesPerSecond;
      owed = Math.min(owed, this.#changesPerSecond);
      lastAt = now;
      for (; owed >= 1; owed--) this.#change();
      if (this.#pauses === 0 && this.#random.chance(0.01)) this.#goWrong();
      // The source writes down what it was asked for, without end.
      this.source.requests.length = 0;
      await sleep(this.#clock, tickMs, signal).catch(() => {});
    }
  }

  /** Nothing changes until what it answers is disposed. */
  pause(): Disposable {
    this.#pauses++;
    return { [Symbol.dispose]: () => void this.#pauses-- };
  }

  #change(): void {
    this.#changes++;
    const { length } = this.#names;
    // The further it is from its size, the more it goes back to it.
    const grows = this.#random.chance(0.5 + (this.#size - length) / this.#size);
    if (this.#random.chance(0.3)) this.#modify();
    else if (grows) this.#add(this.#someName());
    else this.#delete();
  }

  #someName(): string {
    const again = this.#random.chance(0.15) ? this.#gone.shift() : undefined;
    return again ?? this.#newName();
  }

  #newName(): string {
    return `thing-${++this.#newest}`;
  }

  #add(name: string): void {
    this.source.add(this.#object(name));
    this.#names.push(name);
  }

  #modify(): void {
    const name = this.#names[this.#random.int(this.#names.length)];
    if (name !== undefined) this.source.modify(this.#object(name, this.source.get(name)!.uid));
  }

  #delete(dropped = false): void {
    const at = this.#random.int(this.#names.length);
    const name = this.#names[at];
    if (name === undefined) return;
    this.#names[at] = this.#names.at(-1)!;
    this.#names.pop();
    this.source.delete(name, { dropped });
    this.#gone.push(name);
    if (this.#gone.length > 100) this.#gone.shift();
  }

  #object(name: string, uid = `${name}-${this.source.version}`): Thing {
    const node = `node-${this.#random.int(16)}`;
    const labels = { app: `app-${this.#random.int(8)}` };
    return { name, uid, node, labels, version: "", ballast: "·".repeat(this.#random.int(200)) };
  }

  #goWrong(): void {
    this.#mishaps++;
    const { source } = this;
    switch (this.#random.int(6)) {
      case 0:
        source.closeWatches();
        break;
      case 1:
        source.breakWatches(new SourceError("internal", "the watch broke off"));
        break;
      case 2:
        source.failNextWatch(new SourceError("refused", "nobody answers"), 2);
        source.closeWatches();
        break;
      case 3:
        source.failNextList(new SourceError("throttled", "too many requests", { retryAfterMs: 10 }));
        source.resetWatches();
        break;
      case 4:
        // Only the list that follows tells of it.
        this.#delete(true);
        source.resetWatches();
        break;
      default:
        source.bookmark();
        source.resetWatches();
        source.expireContinues();
    }
  }
}
