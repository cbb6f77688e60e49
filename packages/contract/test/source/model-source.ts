import type {
  ListRequest,
  ListedPage,
  SourceHarness,
  SourceSubject,
  SentEvent,
  WatchRequest,
} from "@workset/contract";

/** An object of the model. */
export interface Thing {
  readonly name: string;
  readonly value: number;
  readonly version: string;
}

/** What happened, and the version it led to. */
interface Happened {
  readonly version: number;
  readonly event: SentEvent<Thing>;
}

/** A refusal with a code. */
function refused(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** An open watch of the model: where it has come, and how it ends. */
interface Open {
  readonly bookmarks: boolean;
  readonly waiting: SentEvent<Thing>[];
  state: "open" | "ended";
  wake: () => void;
}

/** A small, obviously right source, whose parts a test may break. */
export class ModelSource implements SourceSubject<Thing> {
  readonly things: Map<string, Thing> = new Map();
  readonly happened: Happened[] = [];
  readonly open: Set<Open> = new Set();
  readonly rests: Map<string, ListedPage<Thing>> = new Map();
  version = 0;
  oldest = 0;
  nextFails = false;

  /** A change of the world. */
  tell(event: SentEvent<Thing>): void {
    this.happened.push({ version: this.version, event });
    for (const watch of this.open) this.hand(watch, event);
  }

  /** Hands an event to a watch. */
  hand(watch: Open, event: SentEvent<Thing>): void {
    if (watch.state !== "open") return;
    watch.waiting.push(event);
    watch.wake();
  }

  put(name: string, value: number): void {
    const thing = { name, value, version: String(++this.version) };
    const type = this.things.has(name) ? "modified" : "added";
    this.things.set(name, thing);
    this.tell({ type, object: thing });
  }

  remove(name: string): void {
    const thing = this.things.get(name)!;
    this.things.delete(name);
    const last = { ...thing, version: String(++this.version) };
    this.tell({ type: "deleted", object: last });
  }

  async list({ limit = 0, continueToken, signal }: ListRequest): Promise<ListedPage<Thing>> {
    signal.throwIfAborted();
    if (this.nextFails) {
      this.nextFails = false;
      throw refused("internal");
    }
    const whole = { items: [...this.things.values()], version: String(this.version) };
    const rest = continueToken === undefined ? whole : this.rests.get(continueToken);
    if (!rest) throw refused("expired");
    return this.page(rest, limit);
  }

  /** The first page of what is left of a list. */
  page(rest: ListedPage<Thing>, limit: number): ListedPage<Thing> {
    if (limit === 0 || rest.items.length <= limit) return rest;
    const next = `page ${this.rests.size}`;
    this.rests.set(next, { ...rest, items: rest.items.slice(limit) });
    return { ...rest, items: rest.items.slice(0, limit), continueToken: next };
  }

  async watch(request: WatchRequest): Promise<AsyncIterable<SentEvent<Thing>>> {
    const { version, bookmarks, initialEvents = false, signal } = request;
    signal.throwIfAborted();
    const from = initialEvents || version === "" ? this.version : Number(version);
    if (from < this.oldest) throw refused("expired");
    const watch: Open = { bookmarks, waiting: [], state: "open", wake: () => {} };
    if (initialEvents) watch.waiting.push(...this.initial());
    watch.waiting.push(...this.since(from));
    this.open.add(watch);
    signal.addEventListener("abort", () => this.close(watch), { once: true });
    return { [Symbol.asyncIterator]: () => this.reader(watch) };
  }

  /** What a watch begins with that asks for all there is. */
  initial(): SentEvent<Thing>[] {
    const added = [...this.things.values()].map((object) => ({ type: "added", object }) as const);
    return [...added, { type: "bookmark", version: String(this.version), initialEventsEnd: true }];
  }

  /** The events after a version. */
  since(from: number): SentEvent<Thing>[] {
    return this.happened.filter(({ version }) => version > from).map(({ event }) => event);
  }

  /** Ends a watch at once. */
  close(watch: Open): void {
    watch.waiting.length = 0;
    this.end(watch);
  }

  /** Ends a watch after what waits. */
  end(watch: Open): void {
    watch.state = "ended";
    this.open.delete(watch);
    watch.wake();
  }

  reader(watch: Open): AsyncIterator<SentEvent<Thing>, undefined> {
    const done = { done: true, value: undefined } as const;
    return {
      next: async () => {
        while (watch.waiting.length === 0 && watch.state === "open") {
          await new Promise<void>((resolve) => (watch.wake = resolve));
        }
        const value = watch.waiting.shift();
        return value ? { done: false, value } : done;
      },
      return: async () => {
        this.close(watch);
        return done;
      },
    };
  }

  bookmark(): void {
    for (const watch of this.open) {
      if (watch.bookmarks) this.hand(watch, { type: "bookmark", version: String(this.version) });
    }
  }

  endWatches(): void {
    for (const watch of this.open) this.end(watch);
  }

  reset(): void {
    for (const watch of this.open) {
      this.hand(watch, { type: "error", error: refused("expired") });
      this.end(watch);
    }
    this.oldest = this.version;
  }
}

/** A harness of the model, with its source made faulty. */
export function modelSourceHarness(
  makeFaulty: (source: ModelSource) => void = () => {},
): SourceHarness<Thing> {
  const source = new ModelSource();
  makeFaulty(source);
  return {
    capabilities: ["pages", "bookmarks", "initial-events", "object-versions", "ends", "resets", "fails"],
    source,
    settle: () => new Promise((resolve) => setImmediate(resolve)),
    read: (thing) => thing,
    put: async (name, value) => source.put(name, value),
    remove: async (name) => source.remove(name),
    async oldVersion() {
      const old = source.version;
      source.put("later", 1);
      source.oldest = source.version;
      return String(old);
    },
    openWatches: () => source.open.size,
    bookmark: async () => source.bookmark(),
    endWatches: async () => source.endWatches(),
    reset: async () => source.reset(),
    expirePages: async () => source.rests.clear(),
    failNextList: async () => void (source.nextFails = true),
  };
}
