import { stringify } from "yaml";
import type { Listening } from "./http/listen.ts";

/** A kubeconfig for a port of a server, as YAML. The token matters only where the server knows tokens. */
export function kubeconfigFor(port: Listening, token = "workset"): string {
  const certificate =
    port.certificate === undefined ? {} : { "certificate-authority-data": base64(port.certificate) };
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "workset", cluster: { server: port.url, ...certificate } }],
    users: [{ name: "workset", user: { token } }],
    contexts: [{ name: "workset", context: { cluster: "workset", user: "workset", namespace: "default" } }],
    "current-context": "workset",
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
