import { cpSync, existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import {
  FakeSource,
  SharedInformer,
  type CachePersistence,
  type Deletion,
  type EventHandler,
  type Handled,
  type ListWatch,
  type ObjectMeta,
} from "@workset/informer";
import { openInformerCache } from "../src/index.ts";
import type { Bench } from "./bench.ts";

/** What the sources of these tests hold. */
export interface Thing {
  readonly name: string;
  readonly state: number;
  readonly version: string;
}

export const meta: ObjectMeta<Thing> = { keyOf: ({ name }) => name, versionOf: ({ version }) => version };

/** A world to be watched. */
export function world(names: string = "", history?: number): FakeSource<Thing> {
  const stamp = (thing: Thing, version: string): Thing => ({ ...thing, version });
  const source = new FakeSource<Thing>({ meta, stamp, ...(history !== undefined && { history }) });
  for (const name of names) source.add(thing(name, 1));
  return source;
}

export function thing(name: string, state: number): Thing {
  return { name, state, version: "" };
}

/** A handler that writes down what it is told, and answers as its test wants it to. */
export class Diary implements EventHandler<Thing> {
  readonly told: string[] = [];
  answer: (() => Handled) | undefined;

  onAdd({ name, state }: Thing): Handled {
    return this.#tell(`add ${name}${state}`);
  }

  onUpdate(before: Thing, { name, state }: Thing): Handled {
    return this.#tell(`update ${name}${before.state} to ${state}`);
  }

  onDelete({ key, last, finalStateUnknown }: Deletion<Thing>): Handled {
    return this.#tell(`delete ${key}${last?.state}${finalStateUnknown ? ", final state unknown" : ""}`);
  }

  #tell(what: string): Handled {
    this.told.push(what);
    return this.answer?.();
  }
}

let copies = 0;

/** A process that watches a source and keeps its cache in a file: from its start to its stop, or its kill. */
export class Life implements AsyncDisposable {
  readonly clock: ManualClock = new ManualClock();
  readonly informer: SharedInformer<Thing>;
  readonly diaries: readonly Diary[];
  readonly errors: unknown[] = [];
  readonly #path: string;
  readonly #cache: CachePersistence<Thing>;

  private constructor(
    path: string,
    cache: CachePersistence<Thing>,
    source: ListWatch<Thing>,
    diaries: number,
  ) {
    this.#path = path;
    this.#cache = cache;
    this.informer = new SharedInformer<Thing>({
      source,
      meta,
      clock: this.clock,
      persistence: cache,
      onError: (error) => void this.errors.push(error),
    });
    this.diaries = Array.from({ length: diaries }, () => new Diary());
    for (const diary of this.diaries) this.informer.addHandler(diary);
  }

  static async begin(path: string, source: ListWatch<Thing>, diaries = 1): Promise<Life> {
    const life = new Life(path, await openInformerCache<Thing>(path), source, diaries);
    void life.informer.start();
    return life;
  }

  get diary(): Diary {
    return this.diaries[0]!;
  }

  /** Lets happen what can happen without time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
  }

  /** Lets pass what it takes until everything that was settled is saved. */
  async save(): Promise<void> {
    await this.settle();
    for (let time = 0; time < 40; time++) {
      this.clock.advance(100);
      await this.settle();
    }
  }

  /** Ends it as the end of its process would; the path at which the next one finds what it left. */
  kill(bench: Bench): string {
    const path = bench.path(`left-${copies++}.db`);
    for (const part of ["", "-wal"]) {
      if (existsSync(this.#path + part)) cpSync(this.#path + part, path + part);
    }
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const diary of this.diaries) diary.answer = undefined;
    await this.informer.stop();
    await this.#cache[Symbol.asyncDispose]();
  }
}

/** How often a source was asked for a list. */
export function lists(source: FakeSource<Thing>): number {
  return source.requests.filter(({ verb }) => verb === "list").length;
}
