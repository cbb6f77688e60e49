import { exponentialBuckets } from "prom-client";
import type { FamilyShape } from "./prometheus-family.ts";

/** The labels these metrics carry. */
export type Label = "name" | "controller" | "priority" | "result" | "type";

/** One value for each label a series carries. */
export type Labels = Readonly<Partial<Record<Label, string>>>;

/**
 * Whose metrics these look like. `"client-go"`: as Kubernetes' own components register them, with the label `name`.
 * `"controller-runtime"`: with the labels `name` and `controller`, the same value in both, and the depth by `priority`.
 */
export type LabelPreset = "client-go" | "controller-runtime";

/** The shapes of the metrics of queues. The buckets are the very numbers that Go computes. */
const shapes = new Map<unknown, FamilyShape>([
  ["client-go", { labelsOf: (name) => ({ name }), buckets: exponentialBuckets(1e-8, 10, 10) }],
  [
    "controller-runtime",
    {
      labelsOf: (name) => ({ name, controller: name }),
      byPriority: true,
      buckets: exponentialBuckets(1e-8, 10, 12),
    },
  ],
]);

/** The shape of the metrics of queues. @throws RangeError when there is no preset of that name. */
export function queueShape(labels: LabelPreset): FamilyShape {
  const found = shapes.get(labels);
  if (found) return found;
  throw new RangeError(
    `labels must be "client-go" or "controller-runtime", but it is ${JSON.stringify(labels)}`,
  );
}

/** The shape of the metrics of controllers, with the buckets of controller-runtime. */
export const controllerShape: FamilyShape = {
  labelsOf: (controller) => ({ controller }),
  buckets: [
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    [1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60],
  ].flat(),
  zeros: [
    // No run asks to come again at once; controller-runtime has a series for those which do.
    { name: "controller_runtime_reconcile_total", labels: { result: "requeue" } },
    {
      name: "controller_runtime_reconcile_panics_total",
      help: "Stays at zero: whatever a run throws is an error. It is here for the dashboards that look for it.",
    },
  ],
};

/** The shape of the metrics of informers, with the buckets of client-go. */
export const informerShape: FamilyShape = {
  labelsOf: (name) => ({ name }),
  buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
};
