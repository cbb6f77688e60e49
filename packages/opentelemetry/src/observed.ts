import type { Attributes, Observable } from "@opentelemetry/api";

/** A number as it is now. */
export interface Cell {
  value: number;
  readonly attributes: Attributes;
}

/**
 * The numbers of one instrument, read when a reader collects. A synchronous instrument could not forget a number again;
 * here a number that was removed is not reported any more.
 */
export class Observed {
  readonly #cells = new Set<Cell>();

  constructor(instrument: Observable) {
    instrument.addCallback((result) => {
      for (const { value, attributes } of this.#cells) result.observe(value, attributes);
    });
  }

  /** A new number, at zero. */
  cell(attributes: Attributes): Cell {
    const cell = { value: 0, attributes };
    this.#cells.add(cell);
    return cell;
  }

  remove(cell: Cell): void {
    this.#cells.delete(cell);
  }
}
