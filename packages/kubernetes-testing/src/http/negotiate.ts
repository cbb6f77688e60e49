import type { Dialect } from "../dialect.ts";
import type { Resource } from "../resources/resource.ts";
import { failure, type StatusError } from "./status-error.ts";

/** How the client wants its answer. */
export interface Negotiated {
  readonly media: "application/json" | "application/yaml";
  /** `as=` of the clause: another kind instead of the object itself. */
  readonly as: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList" | undefined;
  readonly pretty: boolean;
  /** The params of the clause that was taken. */
  readonly params: ReadonlyMap<string, string>;
}

interface Clause {
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  readonly quality: number;
}

const served = ["application/json", "application/yaml"] as const;
const conversions = ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"] as const;

/** The words of a 406. */
function notAcceptable(resource: Resource | undefined, dialect: Dialect, conversion: boolean): StatusError {
  if (conversion || resource?.type === undefined) {
    return failure(
      406,
      "NotAcceptable",
      "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf",
    );
  }
  const words =
    dialect.minor < 30
      ? "406: Not Acceptable"
      : "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";
  return failure(406, "NotAcceptable", words, {});
}

/** Reads `Accept`. @throws StatusError 406 when the server has nothing that is asked for. */
export function negotiate(headers: Headers, resource: Resource | undefined, dialect: Dialect): Negotiated {
  const accept = headers.get("accept") ?? "";
  const clauses = parseAccept(accept === "" ? "*/*" : accept);
  const pretty = /^curl|^Wget|^Mozilla\/5\.0/u.test(headers.get("user-agent") ?? "");
  let refused = false;
  for (const { type, params } of clauses) {
    // Who asks for protobuf gets JSON: clients read what the answer says it is.
    const media =
      type === "application/vnd.kubernetes.protobuf"
        ? "application/json"
        : served.find((one) => matches(type, one));
    if (media === undefined) continue;
    const as = params.get("as");
    if (as === undefined) return { media, as: undefined, pretty, params };
    const known = conversions.find((one) => one === as);
    if (
      known !== undefined &&
      params.get("g") === "meta.k8s.io" &&
      ["v1", "v1beta1"].includes(params.get("v") ?? "")
    ) {
      return { media, as: known, pretty, params };
    }
    refused = true;
  }
  throw notAcceptable(resource, dialect, refused);
}

function matches(type: string, media: string): boolean {
  return type === media || type === "*/*" || (type === "application/*" && media.startsWith("application/"));
}

/** The clauses of an `Accept`, the preferred first. */
export function parseAccept(text: string): readonly Clause[] {
  return text
    .split(",")
    .map((clause) => {
      const [type, ...rest] = clause.split(";").map((part) => part.trim());
      const params = new Map(
        rest.map((param) => {
          const at = param.indexOf("=");
          return at === -1 ? ([param, ""] as const) : ([param.slice(0, at), param.slice(at + 1)] as const);
        }),
      );
      return { type: type!.toLowerCase(), params, quality: Number(params.get("q") ?? "1") };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
}
