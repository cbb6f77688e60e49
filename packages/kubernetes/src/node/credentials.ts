import type { Agent } from "node:http";

/** What proves to an API server who asks, and to the caller which server it is. */
export interface Credentials {
  /** `authorization`, and whatever else names the caller. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the connection is secured; certificates and keys are PEM. */
  readonly tls?: {
    /** The authorities that vouch for the server. @defaultValue those of Node */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly passphrase?: string;
    /** The name that the server's certificate must bear. @defaultValue the host of the URL */
    readonly servername?: string;
    /** `false` takes any server for the right one. @defaultValue true */
    readonly rejectUnauthorized?: boolean;
  };
  /** The connections to use instead of the transport's own: through a SOCKS proxy, say. */
  readonly agent?: Agent;
}

/** Where credentials come from. Files are read again, so that what was renewed is used. */
export interface CredentialSource {
  /** The credentials of now; asked for before each request. */
  get(): Promise<Credentials>;
  /** The server did not know the caller: what {@link get} gives next must be read anew. */
  expire?(): void;
}

/** One call for all who ask while it is under way. */
export function shared<T>(call: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () => {
    pending ??= call().finally(() => (pending = undefined));
    return pending;
  };
}
