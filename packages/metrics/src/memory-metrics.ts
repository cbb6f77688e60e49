import type {
  ControllerSeries,
  DelaySeries,
  DurableSeries,
  InformerSeries,
  MetricsProvider,
  Numbers,
  QueueSeries,
  SeriesOf,
} from "./metrics-provider.ts";
import {
  controllerTable,
  delayTable,
  durableTable,
  informerTable,
  queueTable,
  type SeriesKind,
  type SeriesTable,
} from "./series-tables.ts";
import { seriesOf } from "./shared-series.ts";

/** What was reported of each series: a number as it is now, or every observation of a histogram, in order. */
export type Recorded<Table extends SeriesTable> = {
  -readonly [Name in keyof Table]: Table[Name][0] extends "histogram" ? number[] : number;
};

/** What a {@link MemoryMetrics} has recorded of one queue. */
export type RecordedSeries = Recorded<typeof queueTable & typeof delayTable & typeof durableTable> & {
  /** The depth by priority; a priority that was used once stays, with 0. */
  readonly depthByPriority: Map<number, number>;
};

/** What a {@link MemoryMetrics} has recorded of one controller. */
export type RecordedController = Recorded<typeof controllerTable>;

/** What a {@link MemoryMetrics} has recorded of one informer. */
export type RecordedInformer = Recorded<typeof informerTable>;

/**
 * A provider that records everything: for tests, and for looking at a queue without a backend. Queues of
 * one name share their series, which are alive until the last of them is disposed.
 */
export class MemoryMetrics implements MetricsProvider {
  readonly #queues = new Records<RecordedSeries>({ ...queueTable, ...delayTable, ...durableTable });
  readonly #controllers = new Records<RecordedController>(controllerTable);
  readonly #informers = new Records<RecordedInformer>(informerTable);

  /** What was recorded for a queue; `undefined` when no series of that name is alive. */
  of(name: string): RecordedSeries | undefined {
    return this.#queues.of(name);
  }

  /** What was recorded for a controller; `undefined` when no series of that name is alive. */
  ofController(name: string): RecordedController | undefined {
    return this.#controllers.of(name);
  }

  /** What was recorded for an informer; `undefined` when no series of that name is alive. */
  ofInformer(name: string): RecordedInformer | undefined {
    return this.#informers.of(name);
  }

  /** The names of the queues for which series are alive. */
  get names(): string[] {
    return this.#queues.names;
  }

  queue(name: string): QueueSeries {
    return this.#queues.use(name, queueTable);
  }

  delays(name: string): DelaySeries {
    return this.#queues.use(name, delayTable);
  }

  durable(name: string): DurableSeries {
    return this.#queues.use(name, durableTable);
  }

  controller(name: string): ControllerSeries {
    return this.#controllers.use(name, controllerTable);
  }

  informer(name: string): InformerSeries {
    return this.#informers.use(name, informerTable);
  }
}

/** Records by name: all that use one name share its record, which is there until the last use ends. */
class Records<R extends object> {
  readonly #table: SeriesTable;
  readonly #byName = new Map<string, { readonly record: Record<string, unknown>; uses: number }>();

  /** The table of all series that a record holds. */
  constructor(table: SeriesTable) {
    this.#table = table;
  }

  get names(): string[] {
    return [...this.#byName.keys()];
  }

  of(name: string): R | undefined {
    return this.#byName.get(name)?.record as R | undefined;
  }

  use<Table extends SeriesTable>(name: string, table: Table): SeriesOf<Table> {
    const held = this.#byName.get(name) ?? { record: this.#begin(), uses: 0 };
    held.uses++;
    this.#byName.set(name, held);
    let isUsed = true;
    const dispose = (): void => {
      if (isUsed && --held.uses === 0) this.#byName.delete(name);
      isUsed = false;
    };
    return seriesOf(table, (description, member) => numberOf(held.record, member, description.kind), dispose);
  }

  /** A record of nothing. */
  #begin(): Record<string, unknown> {
    const record: Record<string, unknown> = {};
    for (const [name, [kind]] of Object.entries(this.#table)) {
      record[name] = kind === "histogram" ? [] : 0;
      if (kind === "depth") record[`${name}ByPriority`] = new Map();
    }
    return record;
  }
}

function numberOf<Kind extends SeriesKind>(
  record: Record<string, unknown>,
  name: string,
  kind: Kind,
): Numbers[Kind] {
  const add = (by: number): void => void (record[name] = (record[name] as number) + by);
  const byPriority = record[`${name}ByPriority`] as Map<number, number>;
  const change = (priority: number, by: number): void => {
    add(by);
    byPriority.set(priority, (byPriority.get(priority) ?? 0) + by);
  };
  const numbers: Numbers = {
    counter: { inc: (by = 1) => add(by) },
    gauge: { set: (value) => void (record[name] = value) },
    histogram: { observe: (seconds) => void (record[name] as number[]).push(seconds) },
    depth: { inc: (priority, by = 1) => change(priority, by), dec: (priority) => change(priority, -1) },
  };
  return numbers[kind];
}
