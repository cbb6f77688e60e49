/** Where the subjects of a contract live: a file, a schema, a process, a handful of variables. Each check has its own. */
export interface Place<Capability extends string = string> {
  /** What the subjects made here can do besides the bare minimum. */
  readonly capabilities: readonly Capability[];
  /** Resolves when everything has happened that can happen without time passing, reading and writing included. */
  settle(): Promise<void>;
  /** Gives back what the place holds, after the check. */
  [Symbol.asyncDispose]?(): Promise<void>;
}

/** One sentence of a contract, and the check that holds a place to it. */
export interface Clause<P extends Place> {
  /** The promise, as a user would want to read it. No two clauses of a contract say the same. */
  readonly says: string;
  /**
   * The capabilities without which the sentence has no meaning.
   * @defaultValue none: every place is held to it
   */
  readonly needs?: P["capabilities"];
  /** Resolves when the promise is kept; rejects with the reason when it is not. */
  check(place: P): Promise<void>;
}

/** The clauses about one subject, in reading order. */
export interface Chapter<P extends Place> {
  readonly title: string;
  readonly clauses: readonly Clause<P>[];
}
