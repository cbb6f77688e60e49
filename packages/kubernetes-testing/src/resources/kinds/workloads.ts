import type { Dialect } from "../../dialect.ts";
import { invalidField, requiredField, type FieldError } from "../../http/field-error.ts";
import { builtInAge, countColumn, nameColumn } from "../columns.ts";
import type { KindRule } from "../kind-rules.ts";
import type { Column } from "../resource.ts";
import { isObject, own, sameJson, type Json, type JsonObject, type KubernetesObject } from "../object.ts";
import { readPath } from "../../schema/json-path.ts";
import { withDefaults, within } from "./fill.ts";
import { templateDefaults } from "./pod-defaults.ts";
import { containerErrors } from "./pod.ts";

/** Deployments, and what else makes pods from a template. */
export function deploymentRule(dialect: Dialect): KindRule {
  return {
    defaults: specDefaults(
      {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      (spec) =>
        within(spec, "strategy", (strategy) => {
          const typed = withDefaults(strategy, { type: "RollingUpdate" });
          if (own(typed, "type") !== "RollingUpdate") return typed;
          return within(withDefaults(typed, { rollingUpdate: {} }), "rollingUpdate", (one) =>
            withDefaults(one, { maxUnavailable: "25%", maxSurge: "25%" }),
          );
        }),
    ),
    validate: selectorErrors,
    columns: [
      nameColumn(dialect),
      {
        ...countColumn("Ready", "Number of the pod with ready state"),
        type: "string",
        cell: (object) =>
          `${numberAt(object, ".status.readyReplicas")}/${numberAt(object, ".spec.replicas")}`,
      },
      {
        ...countColumn(
          "Up-to-date",
          "Total number of non-terminated pods targeted by this deployment that have the desired template spec.",
        ),
        type: "string",
        cell: (object) => numberAt(object, ".status.updatedReplicas"),
      },
      {
        ...countColumn(
          "Available",
          "Total number of available pods (ready for at least minReadySeconds) targeted by this deployment.",
        ),
        type: "string",
        cell: (object) => numberAt(object, ".status.availableReplicas"),
      },
      builtInAge,
      ...templateColumns,
    ],
  };
}

export function replicaSetRule(dialect: Dialect): KindRule {
  return {
    defaults: specDefaults({ replicas: 1 }),
    validate: selectorErrors,
    columns: [
      nameColumn(dialect),
      {
        ...countColumn("Desired", "Replicas is the number of desired pods."),
        cell: (object) => numberAt(object, ".spec.replicas"),
      },
      {
        ...countColumn("Current", "Replicas is the most recently observed number of non-terminating pods."),
        cell: (object) => numberAt(object, ".status.replicas"),
      },
      {
        ...countColumn(
          "Ready",
          "readyReplicas is the number of non-terminating pods targeted by this ReplicaSet with a Ready Condition.",
        ),
        cell: (object) => numberAt(object, ".status.readyReplicas"),
      },
      builtInAge,
      ...templateColumns,
    ],
    ...(dialect.minor < 0 ? {} : { selectable: ["status.replicas"] }),
  };
}

export function statefulSetRule(dialect: Dialect): KindRule {
  return {
    defaults: specDefaults(
      {
        replicas: 1,
        podManagementPolicy: "OrderedReady",
        revisionHistoryLimit: 10,
        ...(dialect.minor < 27
          ? {}
          : { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" } }),
      },
      (spec) =>
        within(spec, "updateStrategy", (one) => {
          const typed = withDefaults(one, { type: "RollingUpdate" });
          return own(typed, "type") === "RollingUpdate"
            ? withDefaults(typed, { rollingUpdate: { partition: 0 } })
            : typed;
        }),
    ),
    validate: selectorErrors,
    columns: [
      nameColumn(dialect),
      {
        ...countColumn("Ready", "Number of the pod with ready state"),
        type: "string",
        cell: (object) =>
          `${numberAt(object, ".status.readyReplicas")}/${numberAt(object, ".spec.replicas")}`,
      },
      builtInAge,
      ...templateColumns.slice(0, 2),
    ],
  };
}

export function daemonSetRule(dialect: Dialect): KindRule {
  return {
    defaults: specDefaults({ revisionHistoryLimit: 10 }, (spec) =>
      within(spec, "updateStrategy", (one) => {
        const typed = withDefaults(one, { type: "RollingUpdate" });
        return own(typed, "type") === "RollingUpdate"
          ? withDefaults(typed, { rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } })
          : typed;
      }),
    ),
    validate: selectorErrors,
    columns: [
      nameColumn(dialect),
      countAt("Desired", ".status.desiredNumberScheduled"),
      countAt("Current", ".status.currentNumberScheduled"),
      countAt("Ready", ".status.numberReady"),
      countAt("Up-to-date", ".status.updatedNumberScheduled"),
      countAt("Available", ".status.numberAvailable"),
      builtInAge,
    ],
  };
}

export function jobRule(dialect: Dialect): KindRule {
  return {
    defaults: specDefaults({
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      ...(dialect.minor < 22
        ? {}
        : {
            completionMode: "NonIndexed",
            suspend: false,
            manualSelector: false,
            podReplacementPolicy: "TerminatingOrFailed",
          }),
    }),
    admit: selectJobPods,
    validate: (job) =>
      containerErrors(
        (readPath(job as unknown as Json, ".spec.template.spec") ?? {}) as JsonObject,
        "spec.template.spec",
      ),
    columns: [
      nameColumn(dialect),
      { ...countColumn("Status", "Status of the job."), type: "string", cell: (job) => jobStatus(job) },
      {
        ...countColumn(
          "Completions",
          "Completions specifies the desired number of successfully finished pods the job should be run with.",
        ),
        type: "string",
        cell: (job) => `${numberAt(job, ".status.succeeded")}/${numberAt(job, ".spec.completions")}`,
      },
      builtInAge,
    ],
    selectable: ["status.successful"],
  };
}

export function cronJobRule(dialect: Dialect): KindRule {
  return {
    defaults: (object) =>
      within(object, "spec", (spec) => {
        const filled = withDefaults(spec, {
          concurrencyPolicy: "Allow",
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        });
        return within(filled, "jobTemplate", (template) => within(template, "spec", templateDefaults));
      }),
    columns: [
      nameColumn(dialect),
      {
        ...countColumn("Schedule", "The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron."),
        type: "string",
        cell: (one) => readPath(one as unknown as Json, ".spec.schedule"),
      },
      {
        ...countColumn("Suspend", ""),
        type: "boolean",
        cell: (one) => String(readPath(one as unknown as Json, ".spec.suspend") === true),
      },
      builtInAge,
    ],
  };
}

const templateColumns = [
  {
    ...countColumn("Containers", "Names of each container in the template."),
    type: "string",
    priority: 1,
    cell: (object: KubernetesObject) => containerNames(object, "name"),
  },
  {
    ...countColumn("Images", "Images referenced by each container in the template."),
    type: "string",
    priority: 1,
    cell: (object: KubernetesObject) => containerNames(object, "image"),
  },
  {
    ...countColumn("Selector", "Label selector for pods."),
    type: "string",
    priority: 1,
    cell: (object: KubernetesObject) => selectorText(object),
  },
];

function specDefaults(
  defaults: Readonly<Record<string, Json>>,
  more: (spec: JsonObject) => JsonObject = (spec) => spec,
): (object: JsonObject) => JsonObject {
  return (object) => within(object, "spec", (spec) => more(templateDefaults(withDefaults(spec, defaults))));
}

/** A job selects its pods by its uid, unless it says otherwise. */
function selectJobPods(job: KubernetesObject): KubernetesObject {
  const spec = job["spec"] as JsonObject;
  if (own(spec, "manualSelector") === true || isObject(own(spec, "selector"))) return job;
  const uid = job.metadata.uid!;
  const name = job.metadata.name!;
  const labels = {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  const template = (own(spec, "template") ?? {}) as JsonObject;
  const metadata = (own(template, "metadata") ?? {}) as JsonObject;
  const given = own(metadata, "labels");
  return {
    ...job,
    spec: {
      ...spec,
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
      template: {
        ...template,
        metadata: { ...metadata, labels: { ...(isObject(given) ? given : {}), ...labels } },
      },
    },
  };
}

function jobStatus(job: KubernetesObject): string {
  const conditions = readPath(job as unknown as Json, ".status.conditions");
  const held = (type: string): boolean =>
    Array.isArray(conditions) &&
    conditions.some((one) => isObject(one) && own(one, "type") === type && own(one, "status") === "True");
  return held("Complete")
    ? "Complete"
    : held("Failed")
      ? "Failed"
      : held("Suspended")
        ? "Suspended"
        : "Running";
}

function selectorErrors(object: KubernetesObject, old: KubernetesObject | undefined): readonly FieldError[] {
  const spec = object["spec"] as JsonObject;
  const errors: FieldError[] = [];
  const selector = own(spec, "selector");
  const labels = readPath(object as unknown as Json, ".spec.template.metadata.labels");
  if (!isObject(selector)) errors.push(requiredField("spec.selector", ""));
  else {
    const wanted = own(selector, "matchLabels");
    const missing =
      isObject(wanted) &&
      Object.entries(wanted).some(([key, value]) => !isObject(labels) || own(labels, key) !== value);
    if (missing) {
      errors.push(
        invalidField(
          "spec.template.metadata.labels",
          labels ?? null,
          "`selector` does not match template `labels`",
        ),
      );
    }
    if (old !== undefined && !sameJson(selector, (old["spec"] as JsonObject)["selector"])) {
      errors.push(invalidField("spec.selector", selector, "field is immutable"));
    }
  }
  const podSpec = readPath(object as unknown as Json, ".spec.template.spec");
  return [...errors, ...containerErrors(isObject(podSpec) ? podSpec : {}, "spec.template.spec")];
}

function numberAt(object: KubernetesObject, path: string): number {
  const value = readPath(object as unknown as Json, path);
  return typeof value === "number" ? value : 0;
}

function containerNames(object: KubernetesObject, field: string): string {
  const containers = readPath(object as unknown as Json, ".spec.template.spec.containers");
  return Array.isArray(containers)
    ? containers.map((one) => (isObject(one) ? shown(own(one, field)) : "")).join(",")
    : "";
}

function selectorText(object: KubernetesObject): string {
  const labels = readPath(object as unknown as Json, ".spec.selector.matchLabels");
  return isObject(labels)
    ? Object.entries(labels)
        .map(([key, value]) => `${key}=${shown(value)}`)
        .join(",")
    : "<none>";
}

function countAt(name: string, path: string): Column {
  return { ...countColumn(name, ""), cell: (object) => numberAt(object, path) };
}

function shown(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}
