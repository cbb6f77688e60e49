import type { Context } from "../context.ts";
import type { ApiRequest } from "./api-request.ts";
import { readEnvelope, readMessage, ProtobufError } from "./protobuf.ts";
import { mediaType } from "./read-body.ts";
import { badRequest } from "./status-error.ts";

const protobufType = "application/vnd.kubernetes.protobuf";
const optionTypes: ReadonlyMap<string, string> = new Map([["DeleteOptions", "meta/DeleteOptions"]]);

/** A request whose body is JSON, whatever it was sent as: bodies in protobuf are of built-in kinds. */
export function withJsonBody(request: ApiRequest, { registry }: Context): ApiRequest {
  if (mediaType(request.headers) !== protobufType) return request;
  const headers = new Headers(request.headers);
  headers.set("content-type", "application/json");
  return {
    ...request,
    headers,
    body: async () => {
      const bytes = await request.bytes();
      if (bytes.length === 0) return "";
      try {
        const { apiVersion, kind, raw } = readEnvelope(bytes);
        const type = registry.findKind(apiVersion, kind)?.type ?? optionTypes.get(kind);
        if (type === undefined)
          throw new ProtobufError(
            `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
          );
        return JSON.stringify({ kind, apiVersion, ...readMessage(type, raw) });
      } catch (error) {
        if (!(error instanceof ProtobufError)) throw error;
        throw badRequest(error.message);
      }
    },
  };
}
