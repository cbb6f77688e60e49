import { Caller, type CallerOptions } from "./caller.ts";
import { mediaTypeOf, type PatchType } from "./patch-type.ts";
import { RestRequest } from "./rest-request.ts";

/** How a {@link RestClient} is made. */
export interface RestClientOptions extends CallerOptions {
  /** The group and version of the resources, unless a request says otherwise. @defaultValue "v1" */
  readonly apiVersion?: string;
}

/** Requests to an API server, one step at a time: client-go's `RESTClient`. */
export class RestClient {
  readonly apiVersion: string;
  readonly #caller: Caller;

  /** @throws TypeError when the cluster's URL is none; RangeError when an option is out of bounds. */
  constructor(options: RestClientOptions);
  /** @internal */
  constructor(options: { readonly caller: Caller; readonly apiVersion: string });
  constructor(options: RestClientOptions | { readonly caller: Caller; readonly apiVersion: string }) {
    this.#caller = "caller" in options ? options.caller : new Caller(options);
    this.apiVersion = options.apiVersion ?? "v1";
  }

  /** The same client for another group and version: `apps/v1`. Limits are shared. */
  for(apiVersion: string): RestClient {
    return new RestClient({ caller: this.#caller, apiVersion });
  }

  /** Reads an object or lists a collection. */
  get(): RestRequest {
    return this.verb("GET");
  }

  /** Creates an object. */
  post(): RestRequest {
    return this.verb("POST");
  }

  /** Replaces an object. */
  put(): RestRequest {
    return this.verb("PUT");
  }

  /** Changes an object. @throws RangeError when there is no such patch. */
  patch(type: PatchType): RestRequest {
    return this.verb("PATCH").header("content-type", mediaTypeOf(type));
  }

  /** Deletes an object, or a collection where no name is given. */
  delete(): RestRequest {
    return this.verb("DELETE");
  }

  /** Any method of HTTP. */
  verb(method: string): RestRequest {
    return new RestRequest(this.#caller, { method, apiVersion: this.apiVersion });
  }
}
