import type { ApiResponse } from "../http/api-request.ts";
import { notFound } from "../http/status-error.ts";
import { viewOfEvents, viewPage } from "../http/views.ts";
import { waitForRevision } from "../storage/wait-for-revision.ts";
import { listVersion, readListOptions } from "../watch/list-options.ts";
import { readPage } from "../watch/list.ts";
import { Watch } from "../watch/watch.ts";
import { answer, answerObject, prefixOf, viewOf, type Call } from "./call.ts";

/** GET of one object. Its version is a lower bound. */
export async function getObject(call: Call): Promise<ApiResponse> {
  const { context, request, resource, namespace, name } = call;
  const version = request.query.get("resourceVersion") ?? "";
  if (version !== "") await waitForRevision(context, listVersion(version, context.dialect));
  const object = context.objects.find(resource, namespace, name!);
  if (object === undefined) throw notFound(resource, name!);
  return answerObject(call, 200, object);
}

/** GET of a collection. */
export async function listObjects(call: Call): Promise<ApiResponse> {
  const { context, request, resource } = call;
  const view = viewOf(call);
  const options = readListOptions(request.query, resource, false, context.version, context.dialect);
  const page = await readPage(context, resource, prefixOf(call), options);
  return answer(call, 200, viewPage(view, page), view.negotiated);
}

/** GET of a collection with `watch`. */
export function watchObjects(call: Call): ApiResponse {
  const { context, request, resource } = call;
  const view = viewOf(call);
  const options = readListOptions(request.query, resource, true, context.version, context.dialect);
  const shown = viewOfEvents(view);
  const watch = new Watch(context, resource, prefixOf(call), options, shown);
  return {
    code: 200,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-cache, private",
      "transfer-encoding": "chunked",
    },
    body: watch.stream,
  };
}
