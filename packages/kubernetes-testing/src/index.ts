export { startApiServer, type ApiServer } from "./server.ts";
export type { ApiServerOptions } from "./options.ts";
export type { KubernetesVersion } from "./dialect.ts";
export type { Fetch } from "./http/fetch.ts";
export type { Listening, ListenOptions } from "./http/listen.ts";
export type { Verb } from "./handlers/route.ts";
export type {
  Json,
  JsonObject,
  KubernetesObject,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
} from "./resources/object.ts";
export type { Status, StatusDetails } from "./http/status-error.ts";
export type { AccessOptions, AccessRule, User } from "./access/users.ts";
export {
  ConnectionBroken,
  type Fault,
  type FaultEffect,
  type FaultMatch,
  type InjectedFault,
} from "./faults/faults.ts";
export type { TlsPair } from "./http/self-signed.ts";
export { kubeconfigFor } from "./kubeconfig.ts";
