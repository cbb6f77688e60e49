import { inCluster, isInCluster } from "./in-cluster.ts";
import { kubeconfigCluster, type KubeconfigOptions } from "./kubeconfig.ts";
import type { NodeCluster } from "./node-cluster.ts";

/**
 * The cluster that is meant here, as controller-runtime finds it: a kubeconfig that is named, here or by `KUBECONFIG`;
 * else the cluster that this process runs in; else `~/.kube/config`.
 */
export async function findCluster(options: KubeconfigOptions = {}): Promise<NodeCluster> {
  const isNamed = Object.values(options).some((value) => value !== undefined) || process.env["KUBECONFIG"];
  if (!isNamed && isInCluster()) return await inCluster();
  return await kubeconfigCluster(options);
}
