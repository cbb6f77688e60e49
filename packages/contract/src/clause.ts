/** Where the subjects of a contract live: a file, a schema, a process, a few variables. Each check gets its own. */
export interface Harness<Capability extends string = string> {
  /** What the subjects made here can do besides the bare minimum. */
  readonly capabilities: readonly Capability[];
  /** Resolves when everything has happened that can happen without time passing, reading and writing included. */
  settle(): Promise<void>;
  /** Releases what the harness holds, after the check. */
  [Symbol.asyncDispose]?(): Promise<void>;
}

/** One sentence of a contract, and the check that holds a harness to it. */
export interface Clause<H extends Harness> {
  /** The promise, as a user would want to read it. No two clauses of a contract have the same. */
  readonly title: string;
  /**
   * The capabilities without which the sentence has no meaning.
   * @defaultValue none: every harness is held to it
   */
  readonly needs?: H["capabilities"];
  /** Resolves when the promise is kept; rejects with the reason when it is not. */
  check(harness: H): Promise<void>;
}

/** The clauses about one subject, in reading order. */
export interface Chapter<H extends Harness> {
  readonly title: string;
  readonly clauses: readonly Clause<H>[];
}

/** What a clause says besides its sentence. */
export interface ClauseOptions<H extends Harness> {
  readonly needs?: H["capabilities"];
}

/** A clause whose check opens in the harness what it needs. */
export function clause<H extends Harness>(title: string, check: (harness: H) => Promise<void>): Clause<H>;
export function clause<H extends Harness>(
  title: string,
  options: ClauseOptions<H>,
  check: (harness: H) => Promise<void>,
): Clause<H>;
export function clause<H extends Harness>(
  title: string,
  ...rest: [(harness: H) => Promise<void>] | [ClauseOptions<H>, (harness: H) => Promise<void>]
): Clause<H> {
  const [options, check] = rest.length === 1 ? [{}, rest[0]] : rest;
  return { title, ...options, check };
}

/** Makes clauses of one kind: see {@link clausesOn}. */
export interface MakesClauses<H extends Harness, Subject> {
  (title: string, check: (subject: Subject, harness: H) => Promise<void>): Clause<H>;
  (
    title: string,
    options: ClauseOptions<H>,
    check: (subject: Subject, harness: H) => Promise<void>,
  ): Clause<H>;
}

/** Makes clauses whose checks are given a subject that was just opened, and the harness. */
export function clausesOn<H extends Harness, Subject>(
  open: (harness: H) => Subject | Promise<Subject>,
): MakesClauses<H, Subject> {
  type Check = (subject: Subject, harness: H) => Promise<void>;
  return (title: string, ...rest: [Check] | [ClauseOptions<H>, Check]) => {
    const [options, check] = rest.length === 1 ? [{}, rest[0]] : rest;
    return { title, ...options, check: async (harness) => check(await open(harness), harness) };
  };
}
