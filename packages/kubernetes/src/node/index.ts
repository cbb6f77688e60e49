// From a place in the world to a cluster.
export { findCluster } from "./find-cluster.ts";
export { inCluster, isInCluster, type InClusterOptions } from "./in-cluster.ts";
export { kubeconfigCluster, type KubeconfigOptions } from "./kubeconfig.ts";
export { nodeCluster, type NodeCluster, type NodeClusterOptions } from "./node-cluster.ts";

// The transport alone.
export { NodeFetch, type NodeFetchOptions } from "./node-fetch.ts";
export type { Credentials, CredentialSource } from "./credentials.ts";
