import type {
  controllerTable,
  delayTable,
  durableTable,
  informerTable,
  queueTable,
  SeriesKind,
  SeriesTable,
} from "./series-tables.ts";

/** A number that only grows. */
export interface Counter {
  /** Adds one, or `by` when it is given. */
  inc(by?: number): void;
}

/** A number that is set. */
export interface Gauge {
  /** Replaces the value. */
  set(value: number): void;
}

/** A distribution of durations, in seconds. */
export interface Histogram {
  /** Counts one duration. */
  observe(seconds: number): void;
}

/** How many keys need work, by priority. A backend that keeps no priorities sums them. */
export interface Depth {
  /** One more key of this priority needs work, or `by` more when it is given. */
  inc(priority: number, by?: number): void;
  /** One key of this priority less needs work. */
  dec(priority: number): void;
}

/** How each kind of number is reported. */
export interface Numbers {
  readonly counter: Counter;
  readonly gauge: Gauge;
  readonly depth: Depth;
  readonly histogram: Histogram;
}

/** The numbers of a table, by name. Disposing removes them from the backend. */
export type SeriesOf<Table extends SeriesTable> = {
  readonly [Name in keyof Table]: Numbers[Table[Name][0] & SeriesKind];
} & Disposable;

/** The series of one work queue. */
export type QueueSeries = SeriesOf<typeof queueTable>;

/** The series of the delays over one work queue. */
export type DelaySeries = SeriesOf<typeof delayTable>;

/** The series that only a durable queue has. */
export type DurableSeries = SeriesOf<typeof durableTable>;

/** The series of one controller. */
export type ControllerSeries = SeriesOf<typeof controllerTable>;

/** The series of one informer. */
export type InformerSeries = SeriesOf<typeof informerTable>;

/**
 * A metrics backend. A queue asks once, when it is made, and only if it has a name: without a name, or without a
 * provider, nothing is measured and nothing is spent on measuring.
 *
 * Series are reported in the middle of the queue's work: they must neither throw nor call back into the queue. A queue
 * that was disposed may still report keys that end later; a backend that has removed the series ignores that.
 */
export interface MetricsProvider {
  /** The series of the queue of this name. */
  queue(name: string): QueueSeries;
  /** The series of the delays over the queue of this name. */
  delays(name: string): DelaySeries;
  /** The series that the durable queue of this name has besides. Without it a backend has none of them. */
  durable?(name: string): DurableSeries;
  /** The series of the controller of this name. Without it a backend has none of controllers. */
  controller?(name: string): ControllerSeries;
  /** The series of the informer of this name. Without it a backend has none of informers. */
  informer?(name: string): InformerSeries;
}
