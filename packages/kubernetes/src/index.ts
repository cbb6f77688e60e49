// The way to an API server.
export type { Cluster, Fetch, FetchInit, FetchResponse } from "./transport/fetch.ts";

// Requests.
export { RestClient, type RestClientOptions } from "./rest/rest-client.ts";
export type { ParamValue, PendingResult, RestRequest, RestResult } from "./rest/rest-request.ts";
export type { CallerOptions } from "./rest/caller.ts";
export type { PatchType } from "./rest/patch-type.ts";
export type { RestLabels, RestObserver } from "./rest/rest-observer.ts";
export {
  apiVersionOf,
  groupVersionOf,
  nameOfResource,
  pathOfVersion,
  type ResourceName,
} from "./rest/resource.ts";
export type { WireEvent } from "./watch/watch-lines.ts";

// The objects of resources.
export {
  kubernetesClient,
  type AnyResource,
  type KubernetesClient,
  type Models,
  type ModelOf,
  type ModelsIn,
} from "./client/kubernetes-client.ts";
export {
  ResourceClient,
  type ListRequestOptions,
  type PatchOptions,
  type WatchRequestOptions,
} from "./client/resource-client.ts";
export type { ApplyOptions, DeleteOptions, RequestOptions, WriteOptions } from "./client/request-options.ts";
export { resourceType, type ResourceDescription, type ResourceType } from "./client/resource-type.ts";
export { builtInResources, type BuiltInName } from "./client/built-in-resources.ts";
export type {
  KubernetesList,
  KubernetesObject,
  ObjectMetadata,
  OwnerReference,
  UnknownObject,
  Wire,
} from "./objects/kubernetes-object.ts";

// What a server has.
export { Discovery, type DiscoveredResources, type Sought } from "./discovery/discovery.ts";
export type { ApiResource } from "./discovery/api-resource.ts";

// Refusals.
export { KubernetesError, type KubernetesErrorDetails } from "./errors/kubernetes-error.ts";
export { ConnectionError, type ConnectionErrorCode } from "./errors/connection-error.ts";
export type { Status, StatusCause, StatusDetails } from "./errors/status.ts";
export {
  isAlreadyExists,
  isApplyConflict,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNamespaceTerminating,
  isNotAcceptable,
  isNotFound,
  isServiceUnavailable,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
  isUnsupportedMediaType,
  isVersionTooLarge,
  kubernetesErrorOf,
} from "./errors/predicates.ts";

// A source for informers.
export {
  kubernetesListWatch,
  type KubernetesListWatchOptions,
  type Selection,
} from "./list-watch/kubernetes-list-watch.ts";

// Informers of a cluster.
export {
  KubernetesInformers,
  type ByNamespace,
  type KubernetesInformerOptions,
  type KubernetesInformersOptions,
} from "./informers/kubernetes-informers.ts";
export { clusterIdentity } from "./informers/cluster-identity.ts";
export { OtherClusterError } from "./informers/cluster-bound.ts";

// What an operator does to objects.
export {
  controllerOf,
  isOwnedBy,
  ownerReference,
  withController,
  type OwnerOptions,
} from "./objects/owners.ts";
export {
  conditionOf,
  microTimestamp,
  setCondition,
  timestamp,
  type Condition,
  type ConditionContext,
  type NewCondition,
} from "./objects/conditions.ts";
export { hasFinalizer, isDeleting, withFinalizer, type FinalizerHandlers } from "./objects/finalizers.ts";
export { matches } from "./objects/matches.ts";
export { retryOnConflict, type RetryOnConflictOptions } from "./objects/retry-on-conflict.ts";

// One leader at a time.
export {
  LeaderElector,
  type Leadership,
  type LeaderElectorOptions,
} from "./leader-election/leader-elector.ts";
export type { Lease } from "./leader-election/lease.ts";
