import { isForbidden } from "../errors/predicates.ts";
import type { AnyResource } from "../client/kubernetes-client.ts";
import { builtInResources } from "../client/built-in-resources.ts";

/**
 * What tells a cluster from any other, whatever its address and version: the UID of its namespace `kube-system`, which
 * lives as long as the cluster.
 * @throws Error when the caller may not read it, saying what to do; KubernetesError; ConnectionError.
 */
export async function clusterIdentity(client: AnyResource, signal?: AbortSignal): Promise<string> {
  const namespaces = client.resource(builtInResources.namespaces);
  try {
    const { metadata } = await namespaces.get("kube-system", signal ? { signal } : {});
    if (metadata?.uid) return metadata.uid;
  } catch (cause) {
    if (!isForbidden(cause)) throw cause;
    throw new Error(
      'a saved cache is bound to its cluster by the UID of the namespace "kube-system": grant "get" on it, or give the option clusterIdentity',
      { cause },
    );
  }
  throw new Error('the namespace "kube-system" has no UID: give the option clusterIdentity');
}
