import {
  duplicateField,
  forbiddenField,
  invalidField,
  requiredField,
  type FieldError,
} from "../../http/field-error.ts";
import { isObject, own, sameJson, type JsonObject, type KubernetesObject } from "../object.ts";
import type { KindRule } from "../kind-rules.ts";
import { withDefaults, within } from "./fill.ts";
import { podSpecDefaults } from "./pod-defaults.ts";
import { podColumns } from "./pod-columns.ts";
import type { Dialect } from "../../dialect.ts";

/** What the server knows of pods. */
export function podRule(dialect: Dialect): KindRule {
  return {
    defaults: (pod) =>
      within(pod, "spec", (spec) => withDefaults(podSpecDefaults(spec), { enableServiceLinks: true })),
    admit: admitPod,
    status: (pod, old) => old?.["status"] ?? { phase: "Pending", qosClass: qosClass(pod) },
    validate: podErrors,
    columns: podColumns(dialect),
    selectable: [
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      "status.phase",
      "status.podIP",
      "status.nominatedNodeName",
      ...(dialect.minor >= 28 ? ["spec.hostNetwork"] : []),
    ],
    returnsDeleted: true,
    graceSeconds: podGrace,
  };
}

const seconds = 300;

/** What admission adds to a new pod: no manager owns it. */
function admitPod(pod: KubernetesObject): KubernetesObject {
  const spec = pod["spec"] as JsonObject;
  const given = own(spec, "tolerations");
  const tolerations = [...(Array.isArray(given) ? given : [])];
  for (const key of ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]) {
    if (
      tolerations.some((one) => isObject(one) && (own(one, "key") === key || own(one, "key") === undefined))
    )
      continue;
    tolerations.push({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: seconds });
  }
  const admitted = withDefaults(
    { ...spec, tolerations },
    { priority: 0, preemptionPolicy: "PreemptLowerPriority" },
  );
  return { ...pod, spec: admitted };
}

function qosClass(pod: KubernetesObject): string {
  const containers = [...containersOf(pod, "containers"), ...containersOf(pod, "initContainers")];
  const resources = containers.map((container) => {
    const found = own(container, "resources");
    const part = (name: string): JsonObject => {
      const value = isObject(found) ? own(found, name) : undefined;
      return isObject(value) ? value : {};
    };
    return { limits: part("limits"), requests: part("requests") };
  });
  if (resources.every(({ limits, requests }) => Object.keys({ ...limits, ...requests }).length === 0))
    return "BestEffort";
  const guaranteed = resources.every(
    ({ limits, requests }) =>
      ["cpu", "memory"].every((name) => own(limits, name) !== undefined) &&
      sameJson(limits, { ...limits, ...requests }),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}

function containersOf(pod: KubernetesObject, list: string): readonly JsonObject[] {
  const spec = pod["spec"] as JsonObject;
  const found = own(spec, list);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** What is wrong with the containers of a pod, or of a template. */
export function containerErrors(spec: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const containers = own(spec, "containers");
  if (!Array.isArray(containers) || containers.length === 0) return [requiredField(`${path}.containers`, "")];
  const names = new Set<string>();
  for (const [at, container] of containers.entries()) {
    if (!isObject(container)) continue;
    const field = `${path}.containers[${at}]`;
    const name = own(container, "name");
    if (typeof name !== "string" || name === "") errors.push(requiredField(`${field}.name`, ""));
    else if (names.has(name)) errors.push(duplicateField(`${field}.name`, name));
    else if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u.test(name)) {
      errors.push(
        invalidField(
          `${field}.name`,
          name,
          "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
        ),
      );
    }
    if (typeof name === "string") names.add(name);
    if ((own(container, "image") ?? "") === "") errors.push(requiredField(`${field}.image`, ""));
  }
  return errors;
}

const changeable = [
  "activeDeadlineSeconds",
  "terminationGracePeriodSeconds",
  "tolerations",
  "schedulingGates",
];

function podErrors(pod: KubernetesObject, old: KubernetesObject | undefined): readonly FieldError[] {
  const spec = pod["spec"] as JsonObject;
  const errors = containerErrors(spec, "spec");
  if (old === undefined || sameJson(fixedPart(spec), fixedPart(old["spec"] as JsonObject))) return errors;
  return [
    ...errors,
    forbiddenField(
      "spec",
      "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    ),
  ];
}

/** What of a pod cannot change. */
function fixedPart(spec: JsonObject): unknown {
  const { containers, initContainers, ephemeralContainers: _e, ...rest } = spec;
  const fixed = Object.entries(rest).filter(([name]) => !changeable.includes(name));
  return {
    ...Object.fromEntries(fixed),
    containers: withoutImages(containers),
    initContainers: withoutImages(initContainers),
  };
}

/** A pod that runs somewhere is given time; one that does not is gone at once. */
function podGrace(pod: KubernetesObject, asked: number | undefined): number {
  const spec = pod["spec"] as JsonObject;
  const phase = (pod["status"] as { phase?: string } | undefined)?.phase;
  const nodeName = own(spec, "nodeName");
  if (nodeName === undefined || nodeName === "" || phase === "Failed" || phase === "Succeeded") return 0;
  const own_ = own(spec, "terminationGracePeriodSeconds");
  return asked ?? (typeof own_ === "number" ? own_ : 30);
}

function withoutImages(list: unknown): unknown {
  return Array.isArray(list) ? list.map((one: JsonObject) => ({ ...one, image: "" })) : list;
}
