/** How far a reflector has come with its source, and so what it asks for next. */
export class VersionTracker {
  #lastVersion = "";
  #isLost = false;

  /** The version up to which everything has been written; empty before the first list. */
  get lastVersion(): string {
    return this.#lastVersion;
  }

  /**
   * What a list must not be older than: at first `"0"`, whatever is at hand; then what was seen last, so that the
   * reflector does not go back in time; and `""`, as new as can be, when the source no longer knows that.
   */
  get listVersion(): string {
    return this.#isLost ? "" : this.#lastVersion || "0";
  }

  /** What a list by way of a watch must not be older than: as {@link listVersion}, but as new as can be at first. */
  get initialEventsVersion(): string {
    return this.#isLost ? "" : this.#lastVersion;
  }

  /** A list of this version has been written. */
  listed(version: string): void {
    this.#lastVersion = version;
    this.#isLost = false;
  }

  /** Everything up to this version has been written. An empty version tells nothing. */
  reached(version: string): void {
    if (version !== "") this.#lastVersion = version;
  }

  /** The source can not answer from the last version. It stays so until a list has succeeded. */
  lose(): void {
    this.#isLost = true;
  }
}
