import type { Dialect } from "../dialect.ts";
import type { ApiResponse } from "../http/api-request.ts";

const checks: Readonly<Record<string, readonly string[]>> = {
  healthz: ["ping", "log", "etcd", "poststarthook/crd-informer-synced"],
  livez: ["ping", "log", "etcd", "poststarthook/crd-informer-synced"],
  readyz: ["ping", "log", "etcd", "etcd-readiness", "poststarthook/crd-informer-synced", "shutdown"],
};

/** `/healthz`, `/livez`, `/readyz`, and their single checks; undefined for any other path. */
export function healthAnswer({ minor }: Dialect, path: string, verbose: boolean): ApiResponse | undefined {
  const [, kind, ...rest] = path.split("/");
  const all = checks[kind!]?.map((one) => (minor < 30 && one === "etcd-readiness" ? "informer-sync" : one));
  if (all === undefined) return undefined;
  const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-cache, private" };
  if (rest.length > 0) {
    return all.includes(rest.join("/")) ? { code: 200, headers: plain, body: "ok" } : undefined;
  }
  const headers = { ...plain, "x-content-type-options": "nosniff" };
  if (!verbose) return { code: 200, headers, body: "ok" };
  return {
    code: 200,
    headers,
    body: `${all.map((one) => `[+]${one} ok`).join("\n")}\n${kind!} check passed\n`,
  };
}
