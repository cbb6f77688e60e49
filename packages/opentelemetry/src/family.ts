import type { Attributes, Histogram, Meter } from "@opentelemetry/api";
import {
  described,
  SharedSeries,
  type Counter,
  type Depth,
  type Gauge,
  type Histogram as Durations,
  type SeriesDescription,
  type SeriesOf,
  type SeriesTable,
} from "@workset/metrics";
import { Observed } from "./observed.ts";

/** The upper bounds of durations, in seconds. */
const explicitBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1000];

/** How many priorities of one queue have a number of their own. */
const mostPriorities = 25;

/** Makes a number with these attributes. What is given to `onRemoval` is called when the series are removed. */
type Maker = (
  attributes: Attributes,
  onRemoval: (remove: () => void) => void,
) => Counter | Gauge | Depth | Durations;

/** The series of one table in the instruments of a meter. */
export class Family<Table extends SeriesTable> {
  readonly #makers: ReadonlyMap<string, Maker>;
  readonly #shared: SharedSeries<Table>;

  /** `label` is the attribute that holds the name. */
  constructor(meter: Meter, label: string, table: Table) {
    this.#makers = new Map(
      Object.entries(table).map(([name, row]) => [name, makerOf(meter, described(row))]),
    );
    this.#shared = new SharedSeries(table, (name) => {
      const removals: (() => void)[] = [];
      const attributes = { [label]: name };
      return {
        make: (_, member) => this.#makers.get(member)!(attributes, (remove) => removals.push(remove)),
        remove() {
          for (const remove of removals) remove();
        },
      };
    });
  }

  /** The series of this name. */
  use(name: string): SeriesOf<Table> {
    return this.#shared.use(name);
  }
}

function makerOf(meter: Meter, { kind, help: description, openTelemetry: name }: SeriesDescription): Maker {
  switch (kind) {
    case "histogram": {
      const options = { description, unit: "s", advice: { explicitBucketBoundaries } };
      return durations(meter.createHistogram(name, options));
    }
    case "counter":
      return counter(new Observed(meter.createObservableCounter(name, { description })));
    case "depth":
      return depth(new Observed(meter.createObservableUpDownCounter(name, { description })));
    default:
      return gauge(new Observed(meter.createObservableGauge(name, { description })));
  }
}

function counter(observed: Observed): Maker {
  return (attributes, onRemoval): Counter => {
    const cell = observed.cell(attributes);
    onRemoval(() => observed.remove(cell));
    return { inc: (by = 1) => void (cell.value += by) };
  };
}

function gauge(observed: Observed): Maker {
  return (attributes, onRemoval) => {
    const cell = observed.cell(attributes);
    onRemoval(() => observed.remove(cell));
    return { set: (value: number) => void (cell.value = value) };
  };
}

/** What is observed after the removal is ignored. What was observed before cannot be removed from a histogram. */
function durations(histogram: Histogram): Maker {
  return (attributes, onRemoval) => {
    let alive = true;
    onRemoval(() => (alive = false));
    return { observe: (seconds) => void (alive && histogram.record(seconds, attributes)) };
  };
}

function depth(observed: Observed): Maker {
  return (attributes, onRemoval): Depth => {
    const byPriority = new Map<number | "other", ReturnType<Observed["cell"]>>();
    let alive = true;
    onRemoval(() => {
      alive = false;
      for (const cell of byPriority.values()) observed.remove(cell);
    });
    const cellOf = (priority: number | "other"): ReturnType<Observed["cell"]> => {
      const known = byPriority.get(priority);
      if (known) return known;
      if (priority !== "other" && byPriority.size >= mostPriorities) return cellOf("other");
      const cell = observed.cell({ ...attributes, "workset.priority": priority });
      byPriority.set(priority, cell);
      return cell;
    };
    const change = (priority: number, by: number): void => void (alive && (cellOf(priority).value += by));
    change(0, 0);
    return { inc: (priority, by = 1) => change(priority, by), dec: (priority) => change(priority, -1) };
  };
}
