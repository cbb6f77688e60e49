import { getEventListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { ManualClock } from "@workset/clock";
import { expect, onTestFinished } from "vitest";
import {
  Reflector,
  type ListInfo,
  type ListPage,
  type ReflectorFailure,
  type ReflectorOptions,
  type ReflectorTarget,
} from "../src/index.ts";
import { ScriptedSource } from "./scripted-source.ts";

export interface Thing {
  readonly name: string;
  readonly version: string;
}

export const meta = {
  keyOf: (thing: Thing): string => thing.name,
  versionOf: (thing: Thing): string => thing.version,
};

/** A thing, written `name@version`. */
function thing(text: string): Thing {
  const [name, version] = text.split("@");
  return { name: name!, version: version! };
}

/** A page of things, written `"a@1 b@2"`. */
export function page(version: string, things = "", continueToken?: string): ListPage<Thing> {
  const items = things.split(" ").filter(Boolean).map(thing);
  return continueToken === undefined ? { items, version } : { items, version, continueToken };
}

export const added = (text: string): unknown => ({ type: "added", object: thing(text) });
export const modified = (text: string): unknown => ({ type: "modified", object: thing(text) });
export const deleted = (text: string): unknown => ({ type: "deleted", object: thing(text) });
export const bookmark = (version: string): unknown => ({ type: "bookmark", version });
export const refusal = (error: unknown): unknown => ({ type: "error", error });

const text = (object: Thing): string => `${object.name}@${object.version}`;

/** A target that writes down what it is told. */
export class Written implements ReflectorTarget<Thing> {
  /** What was told so far, in words. The test may empty it. */
  readonly words: string[] = [];
  /** Names of things that are not taken, and versions of bookmarks. */
  readonly refused: Set<string> = new Set();
  /** What was known of each list besides its objects. */
  readonly lists: ListInfo[] = [];
  /** What {@link room} answers. */
  hasRoom: Promise<void> | undefined;

  add(object: Thing): void {
    this.#write("add", object);
  }
  update(object: Thing): void {
    this.#write("update", object);
  }
  delete(object: Thing): void {
    this.#write("delete", object);
  }
  replace(objects: readonly Thing[], version: string, list: ListInfo = {}): void {
    this.lists.push(list);
    objects.forEach((object) => this.#check(object));
    this.words.push(["replace", version, ...objects.map(text)].join(" "));
  }
  resync(): void {
    this.words.push("resync");
  }
  bookmark(version: string): void {
    if (this.refused.has(version)) throw new Error(`no ${version}`);
    this.words.push(`bookmark ${version}`);
  }
  room(): Promise<void> | undefined {
    return this.hasRoom;
  }

  #write(verb: string, object: Thing): void {
    this.#check(object);
    this.words.push(`${verb} ${text(object)}`);
  }
  #check(object: Thing): void {
    if (this.refused.has(object.name)) throw new Error(`no ${object.name}`);
  }
}

/** What a test may say of the reflector; the rest is given. */
export type Said = Partial<ReflectorOptions<Thing>> & { readonly source?: ScriptedSource<Thing> };

/** A reflector that runs, and all that it touches. */
export class Reflecting {
  readonly clock: ManualClock = new ManualClock();
  readonly target: Written = new Written();
  readonly source: ScriptedSource<Thing>;
  readonly failures: ({ readonly message: string } & ReflectorFailure)[] = [];
  readonly reflector: Reflector<Thing>;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;

  /** Waits are stretched by nothing unless `random` is said. */
  constructor(said: Said = {}) {
    this.source = said.source ?? new ScriptedSource<Thing>();
    this.reflector = new Reflector<Thing>({
      meta,
      target: this.target,
      clock: this.clock,
      random: () => 0,
      onError: (error, failure) => void this.failures.push({ message: (error as Error).message, ...failure }),
      ...said,
      source: this.source,
    });
    this.#running = this.reflector.run(this.#stop.signal);
    onTestFinished(() => this.stop());
  }

  /** A reflector that has listed `a@1` at version 5 and watches. */
  static async watching(said: Said = {}): Promise<Reflecting> {
    const run = new Reflecting(said);
    await run.settle();
    await run.answerList(page("5", "a@1"));
    run.forget();
    return run;
  }

  /** Answers the list that was asked for last. */
  async answerList(answer: ListPage<Thing>): Promise<void> {
    this.source.lists.pop()!.answer(answer);
    await this.settle();
  }

  async refuseList(error: unknown): Promise<void> {
    this.source.lists.pop()!.refuse(error);
    await this.settle();
  }

  async tell(...events: readonly unknown[]): Promise<void> {
    this.source.watching.tell(...events);
    await this.settle();
  }

  async endWatch(): Promise<void> {
    this.source.watching.end();
    await this.settle();
  }

  async advance(ms: number): Promise<void> {
    await this.settle();
    this.clock.advance(ms);
    await this.settle();
  }

  /** Lets everything happen that can happen without time. */
  async settle(): Promise<void> {
    await setImmediate();
  }

  /** Empties what was written down. */
  forget(): void {
    this.source.calls.length = 0;
    this.target.words.length = 0;
    this.failures.length = 0;
  }

  /** The calls since this was last asked. */
  calls(): string[] {
    return this.source.calls.splice(0);
  }

  /** What was written to the target since this was last asked. */
  words(): string[] {
    return this.target.words.splice(0);
  }

  /** How many listeners the signal of the run has. */
  get listeners(): number {
    return getEventListeners(this.#stop.signal, "abort").length;
  }

  abort(reason?: Error): void {
    this.#stop.abort(reason);
  }

  /** Stops, and sees to it that nothing is left. */
  async stop(): Promise<void> {
    this.abort();
    await this.#running;
    expect(this.clock.pendingTimers).toBe(0);
    expect(this.listeners).toBe(0);
    if (!this.source.isDeaf) expect(this.source.openWatches).toBe(0);
  }
}
