import { sleep, type Clock } from "@workset/clock";
import { FakeSource, SourceError } from "@workset/informer";
import type { Random } from "kit";
import { thingMeta, type Thing } from "./object.ts";

/** How the simulated source changes. */
export interface WorldOptions {
  readonly random: Random;
  readonly clock: Clock;
  /** The approximate number of objects. */
  readonly size: number;
  readonly changesPerSecond: number;
}

const tickMs = 20;

/** A simulated source that changes continuously and fails from time to time in each way in which a source can fail. */
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
  /** The names of all objects. */
  readonly #names: string[] = [];
  /** Names that were deleted recently and may be created again. */
  readonly #gone: string[] = [];
  /** New names appear all the time, as those of pods do. */
  #newest = 0;
  #changes = 0;
  #sourceFailures = 0;
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

  get sourceFailures(): number {
    return this.#sourceFailures;
  }

  /** Changes until the signal is aborted. Never rejects. */
  async turn(signal: AbortSignal): Promise<void> {
    let lastAt = this.#clock.now();
    let owed = 0;
    while (!signal.aborted) {
      // A late process catches up, so that the rate stays as configured.
      const now = this.#clock.now();
      if (this.#pauses === 0) owed += ((now - lastAt) / 1000) * this.#changesPerSecond;
      owed = Math.min(owed, this.#changesPerSecond);
      lastAt = now;
      for (; owed >= 1; owed--) this.#change();
      if (this.#pauses === 0 && this.#random.chance(0.01)) this.#goWrong();
      // The fake source records every request without a limit.
      this.source.requests.length = 0;
      await sleep(this.#clock, tickMs, signal).catch(() => {});
    }
  }

  /** Pauses all changes until the result is disposed. */
  pause(): Disposable {
    this.#pauses++;
    return { [Symbol.dispose]: () => void this.#pauses-- };
  }

  #change(): void {
    this.#changes++;
    const { length } = this.#names;
    // The further the count is from its target, the likelier a step back to it.
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
    this.#sourceFailures++;
    const { source } = this;
    switch (this.#random.int(6)) {
      case 0:
        source.closeWatches();
        break;
      case 1:
        source.breakWatches(new SourceError("internal", "the watch broke off"));
        break;
      case 2:
        source.failNextWatch(new SourceError("refused", "no answer"), 2);
        source.closeWatches();
        break;
      case 3:
        source.failNextList(new SourceError("throttled", "too many requests", { retryAfterMs: 10 }));
        source.resetWatches();
        break;
      case 4:
        // Only the next list shows it.
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
