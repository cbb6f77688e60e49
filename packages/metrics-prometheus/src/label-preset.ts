import { exponentialBuckets } from "prom-client";

/** The labels these metrics carry. */
export type Label = "name" | "controller" | "priority" | "result" | "type";

/** One value for each label a series carries. */
export type Labels = Readonly<Partial<Record<Label, string>>>;

/**
 * Whose metrics these look like. `"client-go"`: as Kubernetes' own components register them, with the label `name`.
 * `"controller-runtime"`: with the labels `name` and `controller`, the same value in both, and the depth by `priority`.
 */
export type LabelPreset = "client-go" | "controller-runtime";

/** What a {@link LabelPreset} settles. */
export interface PresetDetails {
  /** The labels of all series but the depth. */
  readonly labelNames: readonly Label[];
  readonly depthLabelNames: readonly Label[];
  readonly labelsOf: (name: string) => Labels;
  readonly byPriority: boolean;
  /** The upper bounds of the two histograms, in seconds: the very numbers that Go computes. */
  readonly buckets: number[];
}

const details = new Map<unknown, PresetDetails>([
  [
    "client-go",
    {
      labelNames: ["name"],
      depthLabelNames: ["name"],
      labelsOf: (name) => ({ name }),
      byPriority: false,
      buckets: exponentialBuckets(1e-8, 10, 10),
    },
  ],
  [
    "controller-runtime",
    {
      labelNames: ["name", "controller"],
      depthLabelNames: ["name", "controller", "priority"],
      labelsOf: (name) => ({ name, controller: name }),
      byPriority: true,
      buckets: exponentialBuckets(1e-8, 10, 12),
    },
  ],
]);

/** What a preset settles. @throws RangeError when there is none of that name. */
export function detailsOf(labels: LabelPreset): PresetDetails {
  const found = details.get(labels);
  if (found) return found;
  throw new RangeError(`labels must be "client-go" or "controller-runtime", but it is ${labels}`);
}
