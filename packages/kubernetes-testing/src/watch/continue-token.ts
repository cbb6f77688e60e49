import { badRequest } from "../http/status-error.ts";
import { readJson } from "../http/read-json.ts";
import { isObject } from "../resources/object.ts";

/** Where a list goes on: after `start`, as of `revision`; -1 is the newest state, whatever it has become. */
export interface Continuation {
  readonly revision: number;
  readonly start: string;
}

/** The opaque token of a page. */
export function writeContinue({ revision, start }: Continuation): string {
  const text = JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start: `/${start}\0` });
  return Buffer.from(text).toString("base64url");
}

/** Reads a token. @throws StatusError 400 when it is none. */
export function readContinue(token: string): Continuation {
  const text = Buffer.from(token, "base64url").toString("latin1");
  const read = readJson(text);
  if (!read.ok) throw badRequest(`invalid continue token: continue key is not valid: ${read.error}`);
  const { value } = read;
  if (!isObject(value) || value["v"] !== "meta.k8s.io/v1") {
    throw badRequest(
      "invalid continue token: continue key is not valid: server does not recognize this encoded version",
    );
  }
  const { rv, start } = value;
  if (typeof rv !== "number" || rv === 0)
    throw badRequest(
      "invalid continue token: continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
    );
  if (typeof start !== "string" || !start.startsWith("/")) {
    throw badRequest(
      "invalid continue token: continue key is not valid: encoded start key empty (version meta.k8s.io/v1)",
    );
  }
  return { revision: rv, start: start.slice(1).replace(/\0$/u, "") };
}
