import { readFile } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { shared } from "./credentials.ts";
import { nodeCluster, type NodeCluster } from "./node-cluster.ts";

/** Where a pod finds its service account. */
export interface InClusterOptions {
  /** @defaultValue "/var/run/secrets/kubernetes.io/serviceaccount" */
  readonly folder?: string;
  /** @defaultValue process.env */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Whether this process seems to run in a pod. */
export function isInCluster({ env = process.env }: InClusterOptions = {}): boolean {
  return Boolean(env["KUBERNETES_SERVICE_HOST"] && env["KUBERNETES_SERVICE_PORT"]);
}

/**
 * The cluster that this process runs in, as its service account. Token and certificate are read before each request, for
 * the kubelet renews them.
 * @throws Error when this is no pod, or one without a service account.
 */
export async function inCluster(options: InClusterOptions = {}): Promise<NodeCluster> {
  const { folder = "/var/run/secrets/kubernetes.io/serviceaccount", env = process.env } = options;
  const host = env["KUBERNETES_SERVICE_HOST"];
  const port = env["KUBERNETES_SERVICE_PORT"];
  if (!host || !port) {
    throw new Error("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: this is no pod");
  }
  const get = shared(async () => {
    const [token, ca] = await Promise.all([readText(folder, "token"), readText(folder, "ca.crt")]);
    return { headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca } };
  });
  // A pod without a service account is told now, and not with its first request.
  await get();
  const namespace = (await readText(folder, "namespace").catch(() => "")).trim();
  const url = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return nodeCluster({ name: "in-cluster", url, credentials: { get }, ...(namespace && { namespace }) });
}

function readText(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), "utf8");
}
