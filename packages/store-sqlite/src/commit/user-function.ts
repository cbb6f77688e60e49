/** What a function of the caller threw: its verb rejects with the cause, and the others of its group go on. */
export class Thrown {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** Calls a function of the caller. @throws {@link Thrown} when it throws. */
export function guarded<A, B, R>(call: (a: A, b: B) => R, a: A, b: B): R {
  try {
    return call(a, b);
  } catch (error) {
    throw new Thrown(error);
  }
}

/** Combines where nobody can be told of an error: then the newer payload is taken. */
export function combinedAnyway<P>(combine: (waiting: P, added: P) => P, waiting: P, added: P): P {
  try {
    return combine(waiting, added);
  } catch {
    return added;
  }
}
