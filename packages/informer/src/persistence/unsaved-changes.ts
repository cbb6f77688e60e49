import type { SavedChange } from "./cache-persistence.ts";

/** Changes that were applied together. */
interface Step<T> {
  /** The number of its last change. */
  readonly upTo: number;
  readonly changes: readonly SavedChange<T>[];
  /** The version it leads to; `undefined` when only a later step leads to one. */
  version: string | undefined;
}

/** Steps that are saved together. */
export interface Checkpoint<T> {
  /** How many steps it covers. */
  readonly steps: number;
  /** The number of the last. */
  readonly upTo: number;
  /** The last change of each key, in the order in which the keys first changed. */
  readonly changes: readonly SavedChange<T>[];
  readonly version: string;
}

/** Up to this many steps are kept apart; beyond it, the changes of one key become one. */
const keptApart = 65_536;

/** The steps that are not saved yet, in order. */
export class UnsavedChanges<T> {
  #steps: Step<T>[] = [];
  #last = 0;
  /** How many of the first steps are being saved, and must not change. */
  #fixed = 0;

  /** The number of the last step. */
  get last(): number {
    return this.#last;
  }

  /** How many changes are not saved. */
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

  /** The state after the last step is also that of this version. */
  reached(version: string): void {
    if (this.#steps.length > this.#fixed) this.#steps.at(-1)!.version = version;
    else this.#steps.push({ upTo: this.#last, changes: [], version });
  }

  /** Whether steps up to this number are unsaved, and whether changes may be among them. Cheap. */
  settledBy(upTo: number): "changes" | "version" | undefined {
    const [first] = this.#steps;
    if (!first || first.upTo > upTo) return undefined;
    return this.#steps.length === 1 && first.changes.length === 0 ? "version" : "changes";
  }

  /** Everything up to this number that leads to a version, if there is anything. */
  checkpoint(settled: number): Checkpoint<T> | undefined {
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

  /** Keeps the steps of this checkpoint unchanged, and apart from later ones, until it is {@link saved}. */
  hold({ steps }: Checkpoint<T>): void {
    this.#fixed = steps;
  }

  /** The checkpoint could not be saved: its steps are like later ones again. */
  unhold(): void {
    this.#fixed = 0;
  }

  /** The steps of this checkpoint are saved, and are removed. */
  saved({ steps }: Checkpoint<T>): void {
    this.#steps.splice(0, steps);
    this.unhold();
  }

  /**
   * Merges all steps that are not being saved and lead to a version into one, and those that lead to none yet into another.
   * A step of them is saved with all others, so none may be saved before all are settled.
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

/** Keys that handlers receive for the first time by a change that is not saved yet. */
export class Intents {
  /** The number of that change, by key. */
  readonly #numbers = new Map<string, number>();

  /** The change of this number is the first that handlers receive of these keys. */
  add(keys: readonly string[], number: number): void {
    for (const key of keys) this.#numbers.set(key, number);
  }

  /** The changes of a checkpoint; keys that it deletes, and that handlers receive again afterwards, keep their intent. */
  keptBy<T>({ changes, upTo }: Checkpoint<T>): readonly SavedChange<T>[] {
    if (this.#numbers.size === 0) return changes;
    return changes.map((change) => {
      const isAddedAgain = change.type === "deleted" && this.#numberOf(change.key) > upTo;
      return isAddedAgain ? { ...change, keepsIntent: true } : change;
    });
  }

  /** This checkpoint was saved, and with it the objects of its intents. */
  saved<T>({ changes, upTo }: Checkpoint<T>): void {
    for (const { key } of changes) if (this.#numberOf(key) <= upTo) this.#numbers.delete(key);
  }

  #numberOf(key: string): number {
    return this.#numbers.get(key) ?? 0;
  }
}
