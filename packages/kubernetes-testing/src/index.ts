export { startApiServer, type ApiServer } from "./server.ts";
export type { ApiServerOptions } from "./options.ts";
export type { KubernetesVersion } from "./dialect.ts";
export type { Fetch } from "./http/fetch.ts";
export type { Listening, ListenOptions } from "./http/listen.ts";
export type { KubernetesObject, ObjectMeta } from "./resources/object.ts";
export type { Status, StatusDetails } from "./http/status-error.ts";
