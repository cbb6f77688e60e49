import type { Attributes, Histogram, Meter } from "@opentelemetry/api";
import type { Counter, Depth, Gauge, Histogram as Durations } from "@workset/metrics";
import type { Described, Kind } from "./described.ts";
import { Observed } from "./observed.ts";

/** The upper bounds of durations, in seconds. */
const explicitBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1000];

/** How many priorities of one queue are told apart. */
const mostPriorities = 25;

/** Makes a number with these attributes; what is given to `onRemoval` is called when the series go. */
type Maker = (attributes: Attributes, onRemoval: (remove: () => void) => void) => Told;

type Told = Counter | Gauge | Depth | Durations;

interface Shared<S> {
  readonly series: S;
  readonly removals: (() => void)[];
  users: number;
}

/** Series of one family by name: made for the first who asks, shared by all, gone when the last lets go of them. */
export class Family<S extends Disposable> {
  readonly #label: string;
  readonly #makers: readonly (readonly [name: string, maker: Maker])[];
  readonly #byName = new Map<string, Shared<Omit<S, symbol>>>();

  constructor(meter: Meter, label: string, described: Described<S>) {
    this.#label = label;
    const entries = Object.entries<readonly [Kind, string, string]>(described);
    this.#makers = entries.map(([name, [kind, instrument, description]]) => {
      return [name, makerOf(meter, kind, instrument, description)];
    });
  }

  /** The series of this name; disposing what is handed out lets go of them, once. */
  use(name: string): S {
    const shared = this.#byName.get(name) ?? this.#make(name);
    shared.users++;
    let using = true;
    const letGo = (): void => {
      if (!using) return;
      using = false;
      if (--shared.users > 0) return;
      this.#byName.delete(name);
      for (const remove of shared.removals) remove();
    };
    return { ...shared.series, [Symbol.dispose]: letGo } as unknown as S;
  }

  #make(name: string): Shared<Omit<S, symbol>> {
    const removals: (() => void)[] = [];
    const attributes = { [this.#label]: name };
    const series = Object.fromEntries(
      this.#makers.map(([part, make]) => [part, make(attributes, (remove) => removals.push(remove))]),
    ) as unknown as Omit<S, symbol>;
    const shared = { series, removals, users: 0 };
    this.#byName.set(name, shared);
    return shared;
  }
}

function makerOf(meter: Meter, kind: Kind, name: string, description: string): Maker {
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

/** What is told after the removal is lost; what was told before can not be taken back from a histogram. */
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
