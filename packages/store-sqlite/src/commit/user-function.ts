/** What a function of the caller threw: its verb rejects with the cause, and the others of its group go on. */
export class UserFunctionError {
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}

/** Runs a transition, in which only functions of the caller can throw. @throws {@link UserFunctionError} when one does. */
export function callUserFunction<R>(call: () => R): R {
  try {
    return call();
  } catch (error) {
    throw new UserFunctionError(error);
  }
}
