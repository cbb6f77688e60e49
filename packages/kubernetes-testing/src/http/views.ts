import type { Dialect } from "../dialect.ts";
import type { KubernetesObject } from "../resources/object.ts";
import { groupVersion, inVersion, type Resource } from "../resources/resource.ts";
import type { Page } from "../watch/list.ts";
import type { Negotiated } from "./negotiate.ts";
import { failure, internalError } from "./status-error.ts";

/** What the rows of a table carry beside their cells. */
type IncludeObject = "None" | "Metadata" | "Object";

/** Everything that decides how objects are shown to one client. */
export interface View {
  readonly resource: Resource;
  readonly negotiated: Negotiated;
  readonly include: IncludeObject;
  readonly dialect: Dialect;
  readonly nowMs: number;
}

/** One object, as the client asked for it. */
export function viewObject(view: View, object: KubernetesObject): unknown {
  const shown = inVersion(view.resource, object);
  const version = metaVersion(view);
  switch (view.negotiated.as) {
    case undefined:
      return shown;
    case "PartialObjectMetadata":
      return partial(shown, version);
    case "Table":
      return table(view, [shown], { resourceVersion: shown.metadata.resourceVersion });
    case "PartialObjectMetadataList":
      if (view.resource.type === undefined) throw internalError("content is not a list");
      throw failure(
        406,
        "NotAcceptable",
        `you requested PartialObjectMetadataList, but the requested object is not a list (*${packageOf(view)}.${view.resource.kind})`,
      );
  }
}

/** A page of a list, as the client asked for it. */
export function viewPage(view: View, page: Page): unknown {
  const { resource } = view;
  const metadata = {
    resourceVersion: String(page.revision),
    ...(page.continue === "" ? {} : { continue: page.continue }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  };
  const version = metaVersion(view);
  switch (view.negotiated.as) {
    case undefined:
      break;
    case "Table":
      return table(
        view,
        page.objects.map((object) => inVersion(resource, object)),
        metadata,
      );
    case "PartialObjectMetadata":
      throw failure(
        406,
        "NotAcceptable",
        `you requested PartialObjectMetadata, but the requested object is a list (*${packageOf(view)}.${resource.listKind})`,
      );
    case "PartialObjectMetadataList":
      return {
        kind: "PartialObjectMetadataList",
        apiVersion: version,
        metadata: view.dialect.minor >= 30 ? metadata : { ...metadata, remainingItemCount: undefined },
        items: page.objects.map((object) => partial(object, version)),
      };
  }
  if (resource.type === undefined) {
    return {
      apiVersion: groupVersion(resource),
      items: page.objects.map((object) => inVersion(resource, object)),
      kind: resource.listKind,
      metadata: { continue: "", ...metadata },
    };
  }
  return {
    kind: resource.listKind,
    apiVersion: groupVersion(resource),
    metadata,
    // Items of a built-in kind do not say what they are: the list does.
    items: page.objects.map(({ kind: _kind, apiVersion: _apiVersion, ...rest }) => rest),
  };
}

/** How the events of a watch show their objects. Answers with JSON text, kept per object and view. */
export function viewOfEvents(view: View): (object: KubernetesObject, first: boolean) => string {
  const { as } = view.negotiated;
  if (as === undefined) return text;
  const version = metaVersion(view);
  return (object, first) => {
    if (as === "Table") {
      const whole = table(view, isBookmark(object) ? [] : [object], {
        resourceVersion: object.metadata.resourceVersion,
      });
      return JSON.stringify(first ? whole : { ...whole, columnDefinitions: null });
    }
    return JSON.stringify(partial(object, version));
  };
}

const texts = new WeakMap<KubernetesObject, string>();

/** The JSON of a stored object, made once however many watches show it. */
function text(object: KubernetesObject): string {
  let found = texts.get(object);
  if (found === undefined) texts.set(object, (found = JSON.stringify(object)));
  return found;
}

function isBookmark(object: KubernetesObject): boolean {
  return object.metadata.uid === undefined;
}

function metaVersion({ negotiated }: View): string {
  return `meta.k8s.io/${negotiated.params.get("v") ?? "v1"}`;
}

function partial(object: KubernetesObject, apiVersion: string): unknown {
  return { kind: "PartialObjectMetadata", apiVersion, metadata: object.metadata };
}

function table(view: View, objects: readonly KubernetesObject[], metadata: object): Record<string, unknown> {
  const version = metaVersion(view);
  return {
    kind: "Table",
    apiVersion: version,
    metadata,
    columnDefinitions: view.resource.columns.map(({ cell: _cell, ...definition }) => definition),
    rows: objects.map((object) => ({
      cells: view.resource.columns.map((column) => column.cell(object, view.nowMs) ?? null),
      object: view.include === "None" ? null : view.include === "Object" ? object : partial(object, version),
    })),
  };
}

/** The package of a type, as messages name it: older servers name the internal one. */
function packageOf({ dialect, resource }: View): string {
  return dialect.minor < 30 ? resource.type!.split("/")[0]! : "v1";
}
