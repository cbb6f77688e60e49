/** What was recorded under a name, for one who uses it. Disposing ends the use; again it does nothing. */
export interface SharedUse<Recorded> extends Disposable {
  readonly recorded: Recorded;
}

/** Records by name: those who use one name share its record, which is there until the last use ends. */
export class SharedByName<Recorded> {
  readonly #begin: () => Recorded;
  readonly #byName = new Map<string, { readonly recorded: Recorded; uses: number }>();

  /** @param begin - Makes a record that nothing has been told yet. */
  constructor(begin: () => Recorded) {
    this.#begin = begin;
  }

  /** What was recorded; `undefined` when nobody uses the name. */
  of(name: string): Recorded | undefined {
    return this.#byName.get(name)?.recorded;
  }

  use(name: string): SharedUse<Recorded> {
    const held = this.#byName.get(name) ?? { recorded: this.#begin(), uses: 0 };
    held.uses++;
    this.#byName.set(name, held);
    let using = true;
    return {
      recorded: held.recorded,
      [Symbol.dispose]: () => {
        if (using && --held.uses === 0) this.#byName.delete(name);
        using = false;
      },
    };
  }
}
