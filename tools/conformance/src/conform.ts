import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { apiServerContract, checkClause, type ApiServerHarness } from "@workset/contract";
import { kubeconfigCluster } from "@workset/kubernetes/node";

/** What is checked, and where it is said. */
export interface ConformOptions {
  /** The kubeconfig of the server. Without it nothing is checked. */
  readonly kubeconfig: string | undefined;
  readonly report: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** Holds a real API server to the clauses: 0 when all are kept, or when there is no server; 1 when one is broken. */
export async function conform({ kubeconfig, report, complain }: ConformOptions): Promise<number> {
  if (kubeconfig === undefined || kubeconfig === "") {
    complain("SKIPPED: no clause was checked, because KUBECONFIG names no server");
    return 0;
  }
  using cluster = await kubeconfigCluster();
  let kept = 0;
  let skipped = 0;
  let broken = 0;
  for (const { title, clauses } of apiServerContract) {
    report(title);
    for (const clause of clauses) {
      const verdict = await checkClause(clause, () => openHarness(cluster)).catch(
        (error: unknown) => error as Error,
      );
      if (verdict === "kept") kept++;
      else if (verdict === "skipped") skipped++;
      else broken++;
      report(`  ${verdict instanceof Error ? `BROKEN (${verdict.message})` : verdict}: ${clause.title}`);
    }
  }
  report(`${kept} kept, ${skipped} skipped, ${broken} broken`);
  return broken === 0 ? 0 : 1;
}

type RealCluster = Awaited<ReturnType<typeof kubeconfigCluster>>;

/** A namespace of its own in the cluster, deleted after the check. */
async function openHarness({ url, fetch }: RealCluster): Promise<ApiServerHarness> {
  const namespace = `conformance-${randomUUID().slice(0, 8)}`;
  const call: ApiServerHarness["fetch"] = (path, request) => fetch(`${url}${path}`, request);
  const headers = { "content-type": "application/json" };
  const made = await call("/api/v1/namespaces", {
    method: "POST",
    headers,
    body: JSON.stringify({ kind: "Namespace", apiVersion: "v1", metadata: { name: namespace } }),
  });
  if (made.status !== 201)
    throw new Error(`the namespace ${namespace} could not be created: the server answered ${made.status}`);
  return {
    capabilities: ["time", "watch-list"],
    namespace,
    fetch: call,
    compact: () => Promise.reject(new Error("a real server is not compacted")),
    pass: (ms) => sleep(ms),
    settle: () => sleep(10),
    [Symbol.asyncDispose]: async () => {
      await call(`/api/v1/namespaces/${namespace}`, { method: "DELETE", headers });
    },
  };
}
