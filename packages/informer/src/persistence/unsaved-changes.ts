import type { SavedChange } from "./cache-persistence.ts";

/** Changes that were applied together. */
interface Step<T> {
  /** The number of the last change that it stands for. */
  readonly upTo: number;
  readonly changes: readonly SavedChange<T>[];
  /** The version to which it leads; `undefined` when that is known only of a later step. */
  version: string | undefined;
}

/** Steps that are saved together. */
export interface Checkpoint<T> {
  /** How many steps it is. */
  readonly steps: number;
  /** The number of the last. */
  readonly upTo: number;
  /** The last change of each key, in the order in which the keys first changed. */
  readonly changes: readonly SavedChange<T>[];
  readonly version: string;
}

/** So many steps are kept apart; of more, those of one key become one. */
const keptApart = 65_536;

/** The steps that are not saved yet, in order. */
export class UnsavedChanges<T> {
  #steps: Step<T>[] = [];
  #last = 0;
  /** The first so many are being saved, and stay as they are. */
  #fixed = 0;

  /** The number of the step that came last. */
  get last(): number {
    return this.#last;
  }

  /** How many changes wait to be saved. */
  get changes(): number {
    return this.#steps.reduce((sum, { changes }) => sum + changes.length, 0);
  }

  /** Adds a step; its number. */
  add(changes: readonly SavedChange<T>[], version: string | undefined): number {
    this.#last++;
    this.#steps.push({ upTo: this.#last, changes, version });
    if (this.#steps.length - this.#fixed > keptApart) this.#fold();
    return this.#last;
  }

  /** The state after the last step is that of this version, too. */
  reached(version: string): void {
    if (this.#steps.length > this.#fixed) this.#steps.at(-1)!.version = version;
    else this.#steps.push({ upTo: this.#last, changes: [], version });
  }

  /** Whether steps up to this number wait, and whether changes may be among them. Costs next to nothing. */
  settledBy(upTo: number): "changes" | "version" | undefined {
    const [first] = this.#steps;
    if (!first || first.upTo > upTo) return undefined;
    return this.#steps.length === 1 && first.changes.length === 0 ? "version" : "changes";
  }

  /** Everything up to this number that leads to a version; `undefined` when there is nothing. */
  group(settled: number): Checkpoint<T> | undefined {
    let steps = 0;
    for (const [index, step] of this.#steps.entries()) {
      if (step.upTo > settled) break;
      if (step.version !== undefined) steps = index + 1;
    }
    if (steps === 0) return undefined;
    const taken = this.#steps.slice(0, steps);
    const last = taken.at(-1)!;
    return { steps, upTo: last.upTo, changes: lastOfEach(taken), version: last.version! };
  }

  /** Keeps the steps of this group as they are, and apart from what comes, until it is {@link saved}. */
  hold({ steps }: Checkpoint<T>): void {
    this.#fixed = steps;
  }

  /** The group that was held could not be saved: its steps are like those that came after it. */
  letGo(): void {
    this.#fixed = 0;
  }

  /** The steps of this group are saved, and leave. */
  saved({ steps }: Checkpoint<T>): void {
    this.#steps.splice(0, steps);
    this.letGo();
  }

  /**
   * Makes one step of all that is not being saved and leads to a version, and one of what leads to none yet: whoever waits
   * for one waits for all.
   */
  #fold(): void {
    const end = this.#steps.findLastIndex(({ version }) => version !== undefined) + 1;
    this.#foldBetween(Math.max(end, this.#fixed), this.#steps.length);
    this.#foldBetween(this.#fixed, end);
  }

  #foldBetween(from: number, end: number): void {
    if (end - from < 2) return;
    const folded = this.#steps.slice(from, end);
    const { upTo, version } = folded.at(-1)!;
    this.#steps.splice(from, folded.length, { upTo, version, changes: lastOfEach(folded) });
  }
}

function lastOfEach<T>(steps: readonly Step<T>[]): readonly SavedChange<T>[] {
  if (steps.length === 1) return steps[0]!.changes;
  const last = new Map<string, SavedChange<T>>();
  for (const { changes } of steps) for (const change of changes) last.set(change.key, change);
  return [...last.values()];
}

/** Keys that handlers hear of for the first time by a change that is not saved yet. */
export class Intents {
  /** The number of that change, by key. */
  readonly #numbers = new Map<string, number>();

  /** The change of this number is the first that handlers hear of these keys. */
  add(keys: readonly string[], number: number): void {
    for (const key of keys) this.#numbers.set(key, number);
  }

  /** The changes of this group; the keys that handlers hear of again after they are deleted by it stay announced. */
  keptBy<T>({ changes, upTo }: Checkpoint<T>): readonly SavedChange<T>[] {
    if (this.#numbers.size === 0) return changes;
    return changes.map((change) => {
      const isToldAgain = change.type === "delete" && this.#numberOf(change.key) > upTo;
      return isToldAgain ? { ...change, announces: true } : change;
    });
  }

  /** This group was saved, and with it the objects of the keys that it announced. */
  saved<T>({ changes, upTo }: Checkpoint<T>): void {
    for (const { key } of changes) if (this.#numberOf(key) <= upTo) this.#numbers.delete(key);
  }

  #numberOf(key: string): number {
    return this.#numbers.get(key) ?? 0;
  }
}
