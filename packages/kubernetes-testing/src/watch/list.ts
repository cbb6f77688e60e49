import type { Clock } from "@workset/clock";
import type { Dialect } from "../dialect.ts";
import { badRequest, expired, internalError, tooLargeVersion } from "../http/status-error.ts";
import type { KubernetesObject } from "../resources/object.ts";
import type { Resource } from "../resources/resource.ts";
import type { Entry, Storage } from "../storage/storage.ts";
import { waitForRevision } from "../storage/wait-for-revision.ts";
import { readContinue, writeContinue } from "./continue-token.ts";
import { listVersion, type ListOptions } from "./list-options.ts";

/** One page of a list. */
export interface Page {
  readonly revision: number;
  readonly objects: readonly KubernetesObject[];
  readonly continue: string;
  readonly remaining: number | undefined;
}

export interface ListingContext {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly dialect: Dialect;
}

const staleContinue =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";
const staleVersion = "The resourceVersion for the provided list is too old.";

/** Reads a list: the newest state, one not older than a version, or exactly one of the past; whole or in pages. */
export async function readPage(
  context: ListingContext,
  resource: Resource,
  prefix: string,
  options: ListOptions,
): Promise<Page> {
  const { storage } = context;
  if (options.continue !== "") return continued(context, resource, prefix, options);
  const { resourceVersion, match, limit } = options;
  if (resourceVersion === "")
    return page(storage.list(resource.collection, prefix), storage.revision, options, limit, prefix);
  const version = listVersion(resourceVersion, context.dialect);
  if (version === 0) {
    const unlimited = match === "" || match === "NotOlderThan";
    return page(
      storage.list(resource.collection, prefix),
      storage.revision,
      options,
      unlimited ? 0 : limit,
      prefix,
    );
  }
  if (match === "Exact" || (match === "" && limit > 0)) {
    if (version > storage.revision) throw exactFuture(version, context);
    return page(entriesAt(context, resource, prefix, version), version, options, limit, prefix);
  }
  await waitForRevision(context, version);
  return page(storage.list(resource.collection, prefix), storage.revision, options, limit, prefix);
}

function continued(context: ListingContext, resource: Resource, prefix: string, options: ListOptions): Page {
  const { storage } = context;
  if (options.resourceVersion !== "" && options.resourceVersion !== "0") {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  const { revision, start } = readContinue(options.continue);
  const at = revision < 0 ? storage.revision : revision;
  const past =
    revision < 0
      ? { known: true as const, entries: storage.list(resource.collection, prefix) }
      : pastOf(context, resource, prefix, at);
  if (past === undefined) throw expired(staleContinue, writeContinue({ revision: -1, start }));
  const rest = past.entries.filter(({ key }) => key.slice(prefix.length) > start);
  return page(rest, at, options, options.limit, prefix);
}

function entriesAt(
  context: ListingContext,
  resource: Resource,
  prefix: string,
  version: number,
): readonly Entry[] {
  const past = pastOf(context, resource, prefix, version);
  if (past === undefined) throw expired(staleVersion);
  return past.entries;
}

function pastOf(
  { storage, dialect }: ListingContext,
  resource: Resource,
  prefix: string,
  version: number,
): { readonly entries: readonly Entry[] } | undefined {
  if (version < storage.compacted && !dialect.cachedSnapshots) return undefined;
  const past = storage.listAt(resource.collection, version, prefix);
  return past.known ? past : undefined;
}

function exactFuture(version: number, { storage, dialect }: ListingContext): Error {
  if (dialect.minor >= 30) return tooLargeVersion(version, storage.revision);
  return internalError("etcdserver: mvcc: required revision is a future revision");
}

function page(
  entries: readonly Entry[],
  revision: number,
  options: ListOptions,
  limit: number,
  prefix: string,
): Page {
  const { selects } = options;
  if (limit === 0) {
    const objects = entries.map(({ object }) => object);
    return {
      revision,
      objects: selects === undefined ? objects : objects.filter(selects),
      continue: "",
      remaining: undefined,
    };
  }
  const objects: KubernetesObject[] = [];
  let at = 0;
  for (; at < entries.length && objects.length < limit; at++) {
    const { object } = entries[at]!;
    if (selects?.(object) ?? true) objects.push(object);
  }
  const more = entries.length > at;
  const last = entries[at - 1]?.key ?? "";
  return {
    revision,
    objects,
    continue: more ? writeContinue({ revision, start: last.slice(prefix.length) }) : "",
    remaining: more && selects === undefined ? entries.length - at : undefined,
  };
}
