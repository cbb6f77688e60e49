import type { Numbers, SeriesOf } from "./metrics-provider.ts";
import { described, type SeriesDescription, type SeriesKind, type SeriesTable } from "./series-tables.ts";

/** The series of one name in a backend. */
export interface OpenedSeries {
  /** Makes a number of the described kind. */
  make(description: SeriesDescription, name: string): Numbers[SeriesKind];
  /** Removes what was made. */
  remove(): void;
}

/** The numbers of a table, made one by one, and what disposing them does. */
export function seriesOf<Table extends SeriesTable>(
  table: Table,
  make: OpenedSeries["make"],
  dispose: () => void,
): SeriesOf<Table> {
  const numbers = Object.entries(table).map(([name, row]) => [name, make(described(row), name)]);
  return { ...Object.fromEntries(numbers), [Symbol.dispose]: dispose } as SeriesOf<Table>;
}

/**
 * Series by name. Used to implement providers: they are opened for the first that asks for a name, shared by all that use
 * it, and removed with the last. Disposing what was handed out ends one use, once.
 */
export class SharedSeries<Table extends SeriesTable> {
  readonly #table: Table;
  readonly #open: (name: string) => OpenedSeries;
  readonly #byName = new Map<string, { readonly series: SeriesOf<Table>; uses: number }>();

  constructor(table: Table, open: (name: string) => OpenedSeries) {
    this.#table = table;
    this.#open = open;
  }

  /** The series of this name. */
  use(name: string): SeriesOf<Table> {
    const shared = this.#byName.get(name) ?? { series: this.#make(name), uses: 0 };
    shared.uses++;
    this.#byName.set(name, shared);
    let isUsed = true;
    const dispose = (): void => {
      if (!isUsed) return;
      isUsed = false;
      if (--shared.uses > 0) return;
      this.#byName.delete(name);
      shared.series[Symbol.dispose]();
    };
    return { ...shared.series, [Symbol.dispose]: dispose };
  }

  #make(name: string): SeriesOf<Table> {
    const opened = this.#open(name);
    return seriesOf(
      this.#table,
      (description, member) => opened.make(description, member),
      () => opened.remove(),
    );
  }
}
