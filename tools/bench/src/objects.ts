/** An object as an informer holds it, of about 0.9 KB as JSON. */
export interface BenchObject {
  readonly metadata: {
    readonly namespace: string;
    readonly name: string;
    readonly resourceVersion: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly nodeName: string; readonly containers: readonly object[] };
}

/** Objects that share a value of the index by node. */
export const objectsOfNode = 10;

/**
 * Objects as they come from an API server: each parsed by itself, in one of a hundred namespaces, ten of them on a
 * node; numbered on from `from`.
 */
export function makeObjects(count: number, version: number, from = 0): BenchObject[] {
  return Array.from({ length: count }, (_, i) => JSON.parse(textOf(from + i, version)) as BenchObject);
}

/** Which node an object is on. */
export function nodeOf(i: number): string {
  return `node-${Math.floor(i / objectsOfNode)}`;
}

function textOf(i: number, version: number): string {
  return JSON.stringify({
    metadata: {
      namespace: `namespace-${i % 100}`,
      name: `pod-${i}`,
      uid: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
      resourceVersion: String(version),
      labels: { app: `app-${i % 50}`, tier: "backend", "pod-template-hash": `h${i}` },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: `app-${i % 50}-h${i}`, controller: true },
      ],
    },
    spec: {
      nodeName: nodeOf(i),
      restartPolicy: "Always",
      serviceAccountName: "default",
      containers: [
        {
          name: "main",
          image: `registry.example/team/app-${i % 50}:1.2.${i % 10}`,
          ports: [{ containerPort: 8080, protocol: "TCP" }],
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
      ],
    },
    status: {
      phase: "Running",
      podIP: `10.0.${(i >> 8) & 255}.${i & 255}`,
      conditions: [
        { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" },
        { type: "ContainersReady", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" },
      ],
    },
  });
}
