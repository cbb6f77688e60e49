/** A limit of how much is deleted: a count of entries, or a share of those in the target. */
export type MaxDelete = { readonly count: number } | { readonly percent: number };

/** More would be deleted than the user allows. */
export class DeletionRefused extends Error {
  readonly code = "max-delete";

  constructor(entries: number, allowed: number) {
    super(
      `${entries} more deletions exceed --max-delete, which allows ${allowed} more; start again with a higher limit`,
    );
  }
}

/** Counts the deletions of one run of the program. */
export class DeletionLimit {
  readonly #max: MaxDelete;
  readonly #entries: () => number;
  #limit: number | undefined;
  #deleted = 0;

  /** @param entries - How many entries there are in the target. */
  constructor(max: MaxDelete, entries: () => number) {
    this.#max = max;
    this.#entries = entries;
  }

  /** How many more may be deleted. A share is of the target at the first question: at the start its disk may be away. */
  get #left(): number {
    this.#limit ??=
      "count" in this.#max ? this.#max.count : Math.floor((this.#entries() * this.#max.percent) / 100);
    return this.#limit - this.#deleted;
  }

  /** Counts deletions that are about to happen. @throws DeletionRefused when they are too many; none of them is counted. */
  readonly spend = (entries: number): void => {
    this.check(entries);
    this.#deleted += entries;
  };

  /** @throws DeletionRefused when no such number of entries may be deleted any more. */
  check(entries: number): void {
    if (entries > this.#left) throw new DeletionRefused(entries, this.#left);
  }
}
