import type { Cluster, Fetch } from "../transport/fetch.ts";
import { NodeFetch, type NodeFetchOptions } from "./node-fetch.ts";

/** An API server that is reached from Node. Disposing it closes its connections. */
export interface NodeCluster extends Cluster, Disposable {
  /** Where this came from, for logs: a context, or `in-cluster`. */
  readonly name: string;
  readonly fetch: Fetch;
}

/** How a {@link nodeCluster} is reached. */
export interface NodeClusterOptions extends NodeFetchOptions {
  readonly namespace?: string;
  /** @defaultValue the host */
  readonly name?: string;
}

/** An API server at a known address. */
export function nodeCluster({ namespace, name, ...options }: NodeClusterOptions): NodeCluster {
  const transport = new NodeFetch(options);
  return {
    name: name ?? new URL(options.url).host,
    url: options.url,
    fetch: transport.fetch,
    ...(namespace !== undefined && { namespace }),
    [Symbol.dispose]: () => transport[Symbol.dispose](),
  };
}
