import type { Agent } from "node:http";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { type Credentials, shared } from "./credentials.ts";
import { nodeCluster, type NodeCluster } from "./node-cluster.ts";

/** Which kubeconfig, and which context in it. */
export interface KubeconfigOptions {
  /** A file. @defaultValue those that `KUBECONFIG` names, or `~/.kube/config` */
  readonly file?: string;
  /** The text of one, instead of a file. */
  readonly text?: string;
  /** @defaultValue the current one */
  readonly context?: string;
}

/** What client-node calls the options that it fills in. */
type Filled = RequestOptions & { headers?: Record<string, string>; agent?: Agent };

/**
 * The cluster of a context in a kubeconfig, with its certificates, tokens, exec plug-ins and proxy. The package
 * `@kubernetes/client-node` 2 reads it; it is loaded here, and only here. Files that the kubeconfig names are read before
 * each request; the kubeconfig itself is read again, and plug-ins run again, when the server does not know the caller.
 * @throws Error when client-node is not installed, or there is no such context.
 */
export async function kubeconfigCluster(options: KubeconfigOptions = {}): Promise<NodeCluster> {
  const { KubeConfig } = await clientNode();
  const read = (): KubeConfig => {
    const config = new KubeConfig();
    try {
      if (options.text !== undefined) config.loadFromString(options.text);
      else if (options.file !== undefined) config.loadFromFile(options.file);
      else config.loadFromDefault();
    } catch (error) {
      throw withoutQuotes("the kubeconfig cannot be read", error);
    }
    if (options.context !== undefined) config.setCurrentContext(options.context);
    return config;
  };
  let config = read();
  const { url, name, proxyUrl, namespace } = targetOf(config);
  const credentials = {
    get: shared(() => credentialsOf(config, proxyUrl)),
    expire: () => void (config = read()),
  };
  return nodeCluster({
    name,
    url,
    credentials,
    ...(namespace && { namespace }),
    ...(proxyUrl && !isSocks(proxyUrl) && { proxyUrl }),
  });
}

async function clientNode(): Promise<typeof import("@kubernetes/client-node")> {
  try {
    return await import("@kubernetes/client-node");
  } catch (cause) {
    throw new Error(
      "a kubeconfig is read by @kubernetes/client-node 2: npm install @kubernetes/client-node@2",
      {
        cause,
      },
    );
  }
}

function targetOf(config: KubeConfig) {
  const name = config.getCurrentContext();
  const context = config.getContextObject(name);
  const cluster = config.getCurrentCluster();
  if (!context || !cluster) {
    const known = config.getContexts().map((one) => one.name);
    const shown = known.length > 0 ? known.join(", ") : "none";
    throw new Error(`the kubeconfig has no context ${JSON.stringify(name)} with a cluster; it has: ${shown}`);
  }
  const { server: url, proxyUrl } = cluster as { server: string; proxyUrl?: string };
  return { name, url, proxyUrl, namespace: context.namespace };
}

async function credentialsOf(config: KubeConfig, proxyUrl: string | undefined): Promise<Credentials> {
  const cluster = config.getCurrentCluster();
  // client-node refuses plain HTTP unless told that certificates are not checked; there are none.
  if (cluster?.server.startsWith("http:")) Object.assign(cluster, { skipTLSVerify: true });
  const filled: Filled = {};
  try {
    await config.applyToHTTPSOptions(filled);
  } catch (error) {
    throw withoutQuotes(
      `there are no credentials for the context ${JSON.stringify(config.getCurrentContext())}`,
      error,
    );
  }
  const { headers = {}, auth, ca, cert, key, passphrase, servername, rejectUnauthorized, agent } = filled;
  const basic = auth ? { authorization: `Basic ${Buffer.from(auth).toString("base64")}` } : {};
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    headers: { ...basic, ...Object.fromEntries(lower) },
    tls: {
      ...defined({ ca, cert, key, passphrase, servername }),
      ...(rejectUnauthorized === false && { rejectUnauthorized }),
    },
    // Its agent is used for what Node itself does not do.
    ...(proxyUrl && isSocks(proxyUrl) && agent && { agent }),
  };
}

/** Parsers quote what they cannot read, and that may hold a token: of their errors only the kind is told. */
function withoutQuotes(what: string, error: unknown): Error {
  const { name, message } = error as Error;
  const isParser = name === "SyntaxError" || name === "YAMLException";
  return new Error(`${what}: ${isParser ? `it is no ${name === "SyntaxError" ? "JSON" : "YAML"}` : message}`);
}

function isSocks(proxyUrl: string): boolean {
  return proxyUrl.startsWith("socks");
}

/** What is given, as text. */
function defined(options: Record<string, unknown>): Record<string, string> {
  const given = Object.entries(options).filter(
    ([, value]) => typeof value === "string" || Buffer.isBuffer(value),
  );
  return Object.fromEntries(given.map(([name, value]) => [name, (value as string | Buffer).toString()]));
}
