import type { Depth } from "@workset/metrics";
import type { Gauge } from "prom-client";
import type { Label, Labels } from "./label-preset.ts";
import type { Level, SeriesGroup } from "./series-group.ts";

/** How many priorities of one queue have a series of their own, as in controller-runtime. */
const mostPriorities = 25;

/** The depth of one queue, a series for each priority; further priorities than 25 share one. */
export class DepthByPriority implements Depth {
  readonly #level: (priority: string) => Level;
  readonly #byPriority = new Map<number, Level>();
  #rest: Level | undefined;

  constructor(group: SeriesGroup, metric: Gauge<Label>, labels: Labels) {
    this.#level = (priority) => group.level(metric, { ...labels, priority });
    this.#of(0);
  }

  inc(priority: number, by = 1): void {
    this.#of(priority).add(by);
  }

  dec(priority: number): void {
    this.#of(priority).add(-1);
  }

  #of(priority: number): Level {
    const known = this.#byPriority.get(priority);
    if (known) return known;
    if (this.#byPriority.size >= mostPriorities) {
      return (this.#rest ??= this.#level("exceeded_cardinality_limit"));
    }
    const level = this.#level(String(priority));
    this.#byPriority.set(priority, level);
    return level;
  }
}
