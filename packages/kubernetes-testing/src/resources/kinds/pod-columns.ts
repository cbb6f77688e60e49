import type { Dialect } from "../../dialect.ts";
import { builtInAge, nameColumn } from "../columns.ts";
import type { KubernetesObject } from "../object.ts";
import type { Column } from "../resource.ts";

interface ContainerStatus {
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string };
    readonly terminated?: { readonly reason?: string; readonly exitCode?: number; readonly signal?: number };
    readonly running?: object;
  };
}

interface PodParts {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers?: readonly unknown[];
    readonly readinessGates?: readonly { readonly conditionType: string }[];
  };
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly podIP?: string;
    readonly nominatedNodeName?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

function partsOf(pod: KubernetesObject): PodParts {
  return {
    spec: pod["spec"] ?? {},
    status: pod["status"] ?? {},
  };
}

const column = (
  name: string,
  description: string,
  cell: (parts: PodParts) => unknown,
  priority = 0,
  type = "string",
): Column => ({
  name,
  type,
  format: "",
  description,
  priority,
  cell: (pod) => cell(partsOf(pod)),
});

const none = "<none>";

/** What a table shows of pods. */
export function podColumns(dialect: Dialect): readonly Column[] {
  return [
    nameColumn(dialect),
    column(
      "Ready",
      "The aggregate readiness state of this pod for accepting traffic.",
      ({ spec, status }) => {
        const ready = (status.containerStatuses ?? []).filter((one) => one.ready === true).length;
        return `${ready}/${spec.containers?.length ?? 0}`;
      },
    ),
    {
      ...column("Status", "The aggregate status of the containers in this pod.", () => ""),
      cell: (pod) => (pod.metadata.deletionTimestamp === undefined ? reason(partsOf(pod)) : "Terminating"),
    },
    column(
      "Restarts",
      dialect.minor < 30
        ? "The number of times the containers in this pod have been restarted."
        : "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.",
      ({ status }) => {
        const count = (status.containerStatuses ?? []).reduce((sum, one) => sum + (one.restartCount ?? 0), 0);
        return dialect.minor < 30 ? count : String(count);
      },
      0,
      dialect.minor < 30 ? "integer" : "string",
    ),
    builtInAge,
    column(
      "IP",
      dialect.minor < 30
        ? "IP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated."
        : "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.",
      ({ status }) => status.podIP ?? none,
      1,
    ),
    column(
      "Node",
      "NodeName is a request to schedule this pod onto a specific node. If it is non-empty, the scheduler simply schedules this pod onto that node, assuming that it fits resource requirements.",
      ({ spec }) => spec.nodeName ?? none,
      1,
    ),
    column(
      "Nominated Node",
      "nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.",
      ({ status }) => status.nominatedNodeName ?? none,
      1,
    ),
    column(
      "Readiness Gates",
      'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/0007-pod-ready%2B%2B.md',
      ({ spec, status }) => {
        const gates = spec.readinessGates ?? [];
        if (gates.length === 0) return none;
        const met = gates.filter(({ conditionType }) =>
          status.conditions?.some(({ type, status }) => type === conditionType && status === "True"),
        );
        return `${met.length}/${gates.length}`;
      },
      1,
    ),
  ];
}

function reason({ status }: PodParts): string {
  const of = (status.containerStatuses ?? []).map(({ state }) => {
    if (state?.waiting?.reason !== undefined) return state.waiting.reason;
    const ended = state?.terminated;
    if (ended === undefined) return undefined;
    return (
      ended.reason ??
      (ended.signal === undefined ? `ExitCode:${ended.exitCode ?? 0}` : `Signal:${ended.signal}`)
    );
  });
  return of.findLast((one) => one !== undefined) ?? status.reason ?? status.phase ?? "";
}
