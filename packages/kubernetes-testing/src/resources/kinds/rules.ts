import type { Dialect } from "../../dialect.ts";
import type { KindRule, KindRules } from "../kind-rules.ts";
import { builtInAge, nameColumn } from "../columns.ts";
import { isObject, own } from "../object.ts";
import {
  configMapRule,
  eventRule,
  leaseRule,
  namespaceRule,
  nodeRule,
  secretRule,
  serviceRule,
} from "./core.ts";
import { withDefaults, within } from "./fill.ts";
import { podRule } from "./pod.ts";
import {
  cronJobRule,
  daemonSetRule,
  deploymentRule,
  jobRule,
  replicaSetRule,
  statefulSetRule,
} from "./workloads.ts";

/** What the complete server knows of its kinds; every other kind has its metadata rules and a table of name and age. */
export function kindRules(dialect: Dialect): KindRules {
  const common: KindRule = { columns: [nameColumn(dialect), builtInAge] };
  const rules: Readonly<Record<string, KindRule>> = {
    "core/ConfigMap": configMapRule(dialect),
    "core/Event": eventRule(dialect),
    "core/Namespace": namespaceRule(dialect),
    "core/Node": nodeRule(dialect),
    "core/PersistentVolumeClaim": {
      defaults: (object) =>
        within(object, "spec", (spec) => withDefaults(spec, { volumeMode: "Filesystem" })),
      status: (_object, old) => old?.["status"] ?? { phase: "Pending" },
      returnsDeleted: true,
    },
    "core/PersistentVolume": {
      defaults: (object) =>
        within(object, "spec", (spec) =>
          withDefaults(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" }),
        ),
      status: (_object, old) => old?.["status"] ?? { phase: "Pending" },
      returnsDeleted: true,
    },
    "core/Pod": podRule(dialect),
    "core/PodTemplate": { returnsDeleted: true },
    "core/ResourceQuota": { returnsDeleted: true },
    "core/Secret": secretRule(dialect),
    "core/Service": serviceRule(dialect),
    "core/ServiceAccount": { returnsDeleted: true },
    "apps/DaemonSet": daemonSetRule(dialect),
    "apps/Deployment": deploymentRule(dialect),
    "apps/ReplicaSet": replicaSetRule(dialect),
    "apps/StatefulSet": statefulSetRule(dialect),
    "autoscaling/HorizontalPodAutoscaler": {
      defaults: (object) => within(object, "spec", (spec) => withDefaults(spec, { minReplicas: 1 })),
    },
    "batch/CronJob": cronJobRule(dialect),
    "batch/Job": jobRule(dialect),
    "coordination/Lease": leaseRule(dialect),
    "rbac/RoleBinding": { defaults: roleRefDefaults },
    "rbac/ClusterRoleBinding": { defaults: roleRefDefaults },
  };
  return { of: ({ type }) => ({ ...common, ...rules[type] }) };
}

function roleRefDefaults(object: Parameters<NonNullable<KindRule["defaults"]>>[0]): typeof object {
  const filled = within(object, "roleRef", (ref) =>
    withDefaults(ref, { apiGroup: "rbac.authorization.k8s.io" }),
  );
  const subjects = own(filled, "subjects");
  if (!Array.isArray(subjects)) return filled;
  return {
    ...filled,
    subjects: subjects.map((subject) =>
      isObject(subject) &&
      own(subject, "kind") !== "ServiceAccount" &&
      (own(subject, "apiGroup") ?? "") === ""
        ? { ...subject, apiGroup: "rbac.authorization.k8s.io" }
        : subject,
    ),
  };
}
