/** A limit of how much is deleted: a count of entries, or a share of those in the target. */
export type MaxDelete = { readonly count: number } | { readonly percent: number };

/** More would be deleted than the user allows. */
export class DeletionRefused extends Error {
  readonly code = "max-delete";

  constructor(entries: number, limit: number) {
    super(
      `${entries} more deletions exceed --max-delete, which allows ${limit}; start again with a higher limit`,
    );
  }
}

/** Counts the deletions of one run of the program. */
export class DeletionLimit {
  readonly #limit: number;
  #deleted = 0;

  /** @param entries - How many entries there are in the target. */
  constructor(max: MaxDelete, entries: () => number) {
    this.#limit = "count" in max ? max.count : Math.floor((entries() * max.percent) / 100);
  }

  /** Counts deletions that are about to happen. @throws DeletionRefused when they are too many; none of them is counted. */
  readonly spend = (entries: number): void => {
    this.check(this.#deleted + entries);
    this.#deleted += entries;
  };

  /** @throws DeletionRefused when that number is above the limit. */
  check(entries: number): void {
    if (entries > this.#limit) throw new DeletionRefused(entries, this.#limit);
  }
}
