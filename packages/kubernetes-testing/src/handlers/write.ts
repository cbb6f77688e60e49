import type { ApiResponse } from "../http/api-request.ts";
import { readObject } from "../http/read-body.ts";
import { badRequest, deleted } from "../http/status-error.ts";
import { viewPage } from "../http/views.ts";
import { readDeleteOptions, readWriteOptions } from "../http/write-options.ts";
import type { KubernetesObject } from "../resources/object.ts";
import { readListOptions } from "../watch/list-options.ts";
import { readPage } from "../watch/list.ts";
import { answer, answerObject, prefixOf, viewOf, type Call } from "./call.ts";

/** POST to a collection. */
export async function createObject(call: Call): Promise<ApiResponse> {
  const { context, request, resource, namespace } = call;
  const options = readWriteOptions(
    "CreateOptions",
    request.query,
    request.headers,
    undefined,
    context.dialect,
    false,
  );
  const text = await request.body();
  const object = readObject(text, request.headers, resource, options.validation, (warning) =>
    call.warnings.push(warning),
  );
  checkNamespace(call, object);
  return answerObject(
    call,
    201,
    context.objects.create(resource, namespace, object, { ...options, size: text.length }),
  );
}

/** PUT of one object, or of its status. */
export async function replaceObject(call: Call): Promise<ApiResponse> {
  const { context, request, resource, namespace, name, subresource } = call;
  const options = readWriteOptions(
    "UpdateOptions",
    request.query,
    request.headers,
    subresource,
    context.dialect,
    false,
  );
  const text = await request.body();
  const object = readObject(text, request.headers, resource, options.validation, (warning) =>
    call.warnings.push(warning),
  );
  checkNamespace(call, object);
  checkName(call, object);
  const replaced = context.objects.replace(resource, namespace, name!, object, {
    ...options,
    size: text.length,
  });
  return answerObject(call, replaced.created ? 201 : 200, replaced.object);
}

/** DELETE of one object. */
export async function deleteObject(call: Call): Promise<ApiResponse> {
  const { context, request, resource, namespace, name } = call;
  const options = readDeleteOptions(await request.body(), request.query, request.headers, context.dialect);
  const { gone, object } = context.objects.delete(resource, namespace, name!, options);
  if (!gone || resource.returnsDeleted) return answerObject(call, 200, object);
  return answer(call, 200, deleted(resource, name!, object.metadata.uid ?? ""));
}

/** DELETE of a collection: each object that is selected, and the list of them as they were. */
export async function deleteObjects(call: Call): Promise<ApiResponse> {
  const { context, request, resource } = call;
  const list = readListOptions(request.query, resource, false, context.version, context.dialect);
  const options = readDeleteOptions(await request.body(), request.query, request.headers, context.dialect);
  const page = await readPage(context, resource, prefixOf(call), list);
  for (const { metadata } of page.objects) {
    if (context.objects.find(resource, metadata.namespace, metadata.name!) === undefined) continue;
    context.objects.delete(resource, metadata.namespace, metadata.name!, options);
  }
  const view = viewOf(call);
  return answer(call, 200, viewPage(view, page), view.negotiated);
}

function checkNamespace({ resource, namespace }: Call, { metadata }: KubernetesObject): void {
  if (!resource.namespaced || metadata.namespace === undefined || metadata.namespace === "") return;
  if (metadata.namespace === namespace) return;
  throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

/** The body may leave its name out, but not name another object. */
export function checkName({ name }: Call, { metadata }: KubernetesObject): void {
  if (metadata.name === undefined || metadata.name === "" || metadata.name === name) return;
  throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name!})`);
}
