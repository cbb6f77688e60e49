/** Records which version of each key was handled and reports violations. Removes keys that are gone. */
export class Ledger {
  readonly #name: string;
  readonly #fault: (says: string) => void;
  readonly #handled = new Map<string, number>();
  readonly #processing = new Set<string>();
  #runs = 0;

  constructor(name: string, fault: (says: string) => void) {
    this.#name = name;
    this.#fault = fault;
  }

  /** The number of runs. */
  get runs(): number {
    return this.#runs;
  }

  /** The number of keys that were handled and still exist. */
  get size(): number {
    return this.#handled.size;
  }

  /** A run begins. */
  begins(key: string): void {
    this.#runs++;
    if (this.#processing.has(key)) this.#fault(`${this.#name}: ${key} runs twice at once`);
    this.#processing.add(key);
  }

  /** A run has ended. */
  ends(key: string): void {
    this.#processing.delete(key);
  }

  /** A run has handled this version of its key, or its absence. */
  handled(key: string, version: string | undefined): void {
    if (version === undefined) {
      this.#handled.delete(key);
      return;
    }
    const before = this.#handled.get(key) ?? 0;
    if (Number(version) < before) this.#fault(`${this.#name}: ${key} is handled in an older version`);
    this.#handled.set(key, Number(version));
  }

  /** When idle: checks that each object was handled in its last version, and each deleted one after its deletion. */
  checkFinalState(objects: readonly { readonly name: string; readonly version: string }[]): void {
    const missed = objects.filter(({ name, version }) => this.#handled.get(name) !== Number(version));
    const present = new Set(objects.map(({ name }) => name));
    const unseen = [...this.#handled.keys()].filter((key) => !present.has(key));
    this.#tell(
      missed.map(({ name }) => name),
      "not handled after their last change",
    );
    this.#tell(unseen, "not handled after they went");
    this.#tell([...this.#processing], "still processing");
  }

  #tell(keys: readonly string[], what: string): void {
    if (keys.length > 0)
      this.#fault(`${this.#name}: ${keys.length} keys are ${what}: ${keys.slice(0, 3).join(", ")}`);
  }
}
