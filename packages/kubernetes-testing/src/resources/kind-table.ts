/** A built-in resource as data. Everything else about it follows from its type and these words. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly type: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
  /** The server counts changes of the spec. */
  readonly generation: boolean;
  /** A replace must name the version that it replaces. */
  readonly versionRequired: boolean;
  /** A replace of what does not exist creates it. */
  readonly createOnUpdate: boolean;
}

/**
 * `plural Kind type scope flags`: `ns` or `cluster`; `short=`, `category=`, `sub=` lists; `generation`, `strict` (a
 * replace needs a version) and `upsert` (a replace creates).
 */
const table: Readonly<Record<string, string>> = {
  v1: `
    configmaps ConfigMap core/ConfigMap ns short=cm
    endpoints Endpoints core/Endpoints ns short=ep
    events Event core/Event ns short=ev upsert
    limitranges LimitRange core/LimitRange ns short=limits
    namespaces Namespace core/Namespace cluster short=ns sub=finalize,status
    nodes Node core/Node cluster short=no sub=status
    persistentvolumeclaims PersistentVolumeClaim core/PersistentVolumeClaim ns short=pvc sub=status
    persistentvolumes PersistentVolume core/PersistentVolume cluster short=pv sub=status
    pods Pod core/Pod ns short=po category=all sub=binding,ephemeralcontainers,eviction,status generation
    podtemplates PodTemplate core/PodTemplate ns
    replicationcontrollers ReplicationController core/ReplicationController ns short=rc category=all sub=scale,status generation
    resourcequotas ResourceQuota core/ResourceQuota ns short=quota sub=status
    secrets Secret core/Secret ns
    serviceaccounts ServiceAccount core/ServiceAccount ns short=sa
    services Service core/Service ns short=svc category=all sub=status`,
  "apiextensions.k8s.io/v1": `
    customresourcedefinitions CustomResourceDefinition apiextensions/CustomResourceDefinition cluster short=crd,crds category=api-extensions sub=status generation strict`,
  "apps/v1": `
    controllerrevisions ControllerRevision apps/ControllerRevision ns
    daemonsets DaemonSet apps/DaemonSet ns short=ds category=all sub=status generation
    deployments Deployment apps/Deployment ns short=deploy category=all sub=scale,status generation
    replicasets ReplicaSet apps/ReplicaSet ns short=rs category=all sub=scale,status generation
    statefulsets StatefulSet apps/StatefulSet ns short=sts category=all sub=scale,status generation`,
  "autoscaling/v1": `
    horizontalpodautoscalers HorizontalPodAutoscaler autoscaling/HorizontalPodAutoscaler ns short=hpa category=all sub=status`,
  "batch/v1": `
    cronjobs CronJob batch/CronJob ns short=cj category=all sub=status generation
    jobs Job batch/Job ns category=all sub=status generation`,
  "coordination.k8s.io/v1": `
    leases Lease coordination/Lease ns strict upsert`,
  "discovery.k8s.io/v1": `
    endpointslices EndpointSlice discovery/EndpointSlice ns generation`,
  "events.k8s.io/v1": `
    events Event events/Event ns short=ev upsert`,
  "networking.k8s.io/v1": `
    ingressclasses IngressClass networking/IngressClass cluster generation
    ingresses Ingress networking/Ingress ns short=ing sub=status generation
    networkpolicies NetworkPolicy networking/NetworkPolicy ns short=netpol generation`,
  "policy/v1": `
    poddisruptionbudgets PodDisruptionBudget policy/PodDisruptionBudget ns short=pdb sub=status generation strict`,
  "rbac.authorization.k8s.io/v1": `
    clusterrolebindings ClusterRoleBinding rbac/ClusterRoleBinding cluster
    clusterroles ClusterRole rbac/ClusterRole cluster
    rolebindings RoleBinding rbac/RoleBinding ns
    roles Role rbac/Role ns`,
};

/** The built-in resources. */
export const builtInKinds: readonly Kind[] = Object.entries(table).flatMap(([groupVersion, rows]) => {
  const slash = groupVersion.indexOf("/");
  const group = slash === -1 ? "" : groupVersion.slice(0, slash);
  const version = groupVersion.slice(slash + 1);
  return rows
    .trim()
    .split("\n")
    .map((row) => parseRow(group, version, row.trim().split(/\s+/u)));
});

function parseRow(
  group: string,
  version: string,
  [plural, kind, type, scope, ...flags]: readonly string[],
): Kind {
  const list = (name: string): readonly string[] =>
    flags
      .find((flag) => flag.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .split(",") ?? [];
  return {
    group,
    version,
    plural: plural!,
    kind: kind!,
    type: type!,
    namespaced: scope === "ns",
    shortNames: list("short"),
    categories: list("category"),
    subresources: list("sub"),
    generation: flags.includes("generation"),
    versionRequired: flags.includes("strict"),
    createOnUpdate: flags.includes("upsert"),
  };
}
