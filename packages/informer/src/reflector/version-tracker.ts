/** The versions a reflector has seen, and the versions it asks for next. */
export class VersionTracker {
  readonly #compare: (a: string, b: string) => number | undefined;
  #lastVersion = "";
  #isLost = false;

  /** `compare`: as of the source; `undefined` where its versions cannot be compared. */
  constructor(compare: (a: string, b: string) => number | undefined) {
    this.#compare = compare;
  }

  /** The version up to which everything has been written; empty before the first list. */
  get lastVersion(): string {
    return this.#lastVersion;
  }

  /**
   * What a list must not be older than: at first `"0"`, any state; then the last version, so that the reflector does not go
   * back in time; and `""`, the newest state, when the source no longer knows that version.
   */
  get listVersion(): string {
    return this.#isLost ? "" : this.#lastVersion || "0";
  }

  /** What a list by way of a watch must not be older than: as {@link listVersion}, but the newest state at first. */
  get initialEventsVersion(): string {
    return this.#isLost ? "" : this.#lastVersion;
  }

  /** Whether this version is older than the last. `false` where versions cannot be compared. */
  isOlder(version: string): boolean {
    if (version === "" || this.#lastVersion === "") return false;
    try {
      return (this.#compare(version, this.#lastVersion) ?? 0) < 0;
    } catch {
      return false;
    }
  }

  /** A list of this version has been written. */
  listed(version: string): void {
    this.#lastVersion = version;
    this.#isLost = false;
  }

  /** Everything up to this version has been written. An empty version says nothing. */
  reached(version: string): void {
    if (version !== "") this.#lastVersion = version;
  }

  /** The source cannot answer from the last version. This lasts until a list has succeeded. */
  lose(): void {
    this.#isLost = true;
  }
}
