import { Discovery } from "../discovery/discovery.ts";
import type { KubernetesObject, UnknownObject, Wire } from "../objects/kubernetes-object.ts";
import type { CallerOptions } from "../rest/caller.ts";
import { groupVersionOf, type ResourceName } from "../rest/resource.ts";
import { RestClient } from "../rest/rest-client.ts";
import type { Cluster } from "../transport/fetch.ts";
import { builtInResources, type BuiltInName } from "./built-in-resources.ts";
import type { ApplyOptions } from "./request-options.ts";
import { ResourceClient } from "./resource-client.ts";
import type { ResourceType } from "./resource-type.ts";

/** The type of each kind of objects, by its name: `{ Pod: V1Pod }`. */
export type Models = Partial<Record<string, object>>;

/**
 * The models of a module, as they are on the wire: `ModelsIn<typeof import("@kubernetes/client-node")>`, where `V1Pod` is
 * the model of `Pod`; or `ModelsIn<typeof import("kubernetes-models/v1")>`, where `Pod` is.
 */
export type ModelsIn<Module> = {
  [Name in keyof Module as Name extends `V1${infer Kind}` ? Kind : Name]: Module[Name] extends abstract new (
    ...args: never[]
  ) => infer Model
    ? Wire<Model>
    : never;
};

/** The type of a kind, where there is a model of it. */
export type ModelOf<M, Kind extends string> = Kind extends keyof M
  ? M[Kind] extends KubernetesObject
    ? M[Kind]
    : UnknownObject
  : UnknownObject;

/** What a client has besides the built-in resources. */
export interface AnyResource {
  readonly cluster: Cluster;
  /** Requests, one step at a time. */
  readonly rest: RestClient;
  /** Which resources the server has. */
  readonly discovery: Discovery;
  /** The objects of a resource that was described. @throws RangeError when it lives in no namespace and one is given. */
  resource<T extends KubernetesObject>(type: ResourceType<T>, namespace?: string): ResourceClient<T>;
  /** The objects of any resource, of which nothing is known. */
  dynamic(name: ResourceName, namespace?: string): ResourceClient<UnknownObject>;
  /** The objects of a kind; the server is asked which resource that is. @throws Error when it has none. */
  ofKind<T extends KubernetesObject = UnknownObject>(
    apiVersion: string,
    kind: string,
    namespace?: string,
  ): Promise<ResourceClient<T>>;
  /** Applies any object, whatever its kind. @throws As `ResourceClient.apply`; Error when there is no such kind. */
  apply<T extends KubernetesObject>(object: T, options: ApplyOptions): Promise<T>;
}

/** A client of one cluster: client-go's clientset and dynamic client. */
export type KubernetesClient<M = Models> = AnyResource & {
  readonly [Name in BuiltInName]: (
    /** @defaultValue all namespaces */
    namespace?: string,
  ) => ResourceClient<ModelOf<M, (typeof builtInResources)[Name]["kind"]>>;
};

/**
 * A client of a cluster. The type argument says how objects are typed: by the models that the program has, or not at all.
 * @throws TypeError when the cluster's URL is none; RangeError when an option is out of bounds.
 */
export function kubernetesClient<M = Models>(options: CallerOptions): KubernetesClient<M> {
  const rest = new RestClient(options);
  const discovery = new Discovery(rest);
  const resource = <T extends KubernetesObject>(
    type: ResourceType<T>,
    namespace?: string,
  ): ResourceClient<T> => new ResourceClient<T>(rest, type, namespace);
  const ofKind = async <T extends KubernetesObject>(apiVersion: string, kind: string, namespace?: string) => {
    const type = await discovery.resourceOf<T>({ ...groupVersionOf(apiVersion), kind });
    return resource<T>(type, namespace);
  };
  const any: AnyResource = {
    cluster: options.cluster,
    rest,
    discovery,
    resource,
    dynamic: (name, namespace) =>
      resource<UnknownObject>({ ...name, kind: "", namespaced: namespace !== undefined }, namespace),
    ofKind,
    async apply<T extends KubernetesObject>(object: T, apply: ApplyOptions): Promise<T> {
      const { apiVersion, kind } = object;
      if (!apiVersion || !kind) throw new TypeError("the object has no apiVersion, or no kind");
      const type = await discovery.resourceOf<T>({ ...groupVersionOf(apiVersion), kind });
      const namespace = object.metadata?.namespace ?? options.cluster.namespace ?? "default";
      return await resource<T>(type, type.namespaced ? namespace : undefined).apply(object, apply);
    },
  };
  const builtIn = Object.entries(builtInResources).map(([name, type]) => [
    name,
    (namespace?: string) => resource(type, namespace),
  ]);
  return { ...(Object.fromEntries(builtIn) as object), ...any } as KubernetesClient<M>;
}
