/** Series by the name of a queue: made for the first who asks, shared by all, gone when the last lets go of them. */
export class SeriesByName<S extends Disposable> {
  readonly #make: (name: string) => S;
  readonly #byName = new Map<string, { readonly series: S; users: number }>();

  constructor(make: (name: string) => S) {
    this.#make = make;
  }

  /** The series of this name; disposing what is handed out lets go of them, once. */
  use(name: string): S {
    const shared = this.#byName.get(name) ?? { series: this.#make(name), users: 0 };
    shared.users++;
    this.#byName.set(name, shared);
    let using = true;
    const letGo = (): void => {
      if (!using) return;
      using = false;
      if (--shared.users > 0) return;
      this.#byName.delete(name);
      shared.series[Symbol.dispose]();
    };
    return { ...shared.series, [Symbol.dispose]: letGo };
  }
}
