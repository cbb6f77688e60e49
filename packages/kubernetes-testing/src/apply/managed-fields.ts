import { failure, type StatusError } from "../http/status-error.ts";
import type { JsonObject, ManagedFieldsEntry } from "../resources/object.ts";
import { compare, fieldsOf } from "./compare.ts";
import { FieldSet, shownPath } from "./field-set.ts";
import { mergeApplied, removeFields } from "./merge.ts";
import type { Shape } from "./shape.ts";

/** Who writes, how, and when. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  /** Undefined for writers whose time servers do not record. */
  readonly time: string | undefined;
  /** Fields that this way of writing never sets. */
  readonly ignored: readonly string[];
}

/** Fields that belong to the server and that no manager owns. */
const serverFields = [
  "apiVersion",
  "kind",
  "metadata",
  "metadata.name",
  "metadata.namespace",
  "metadata.creationTimestamp",
  "metadata.selfLink",
  "metadata.uid",
  "metadata.clusterName",
  "metadata.generation",
  "metadata.managedFields",
  "metadata.resourceVersion",
];

interface Managed {
  readonly entry: ManagedFieldsEntry;
  readonly fields: FieldSet;
}

/** The entries after `writer` changed `before` into `after`, by any verb but apply. */
export function afterUpdate(
  shape: Shape,
  before: JsonObject,
  after: JsonObject,
  entries: readonly ManagedFieldsEntry[],
  writer: Writer,
): readonly ManagedFieldsEntry[] {
  const { changed, removed } = changesOf(shape, before, after, writer);
  const identity = { manager: writer.manager, operation: "Update", ...versionOf(writer) };
  const managed = read(entries);
  const mine = managed.find(({ entry }) => sameWriter(entry, identity));
  const fields = (mine?.fields ?? FieldSet.empty).difference(removed).union(changed);
  const others = managed
    .filter((one) => one !== mine)
    .map(({ entry, fields }) => ({ entry, fields: fields.difference(changed).difference(removed) }));
  const time =
    mine !== undefined && mine.fields.equals(fields) && changed.isEmpty ? mine.entry.time : writer.time;
  return write([...others, { entry: { ...identity, ...(time === undefined ? {} : { time }) }, fields }]);
}

/** What an apply makes of the object, and who owns what then. */
export interface Applied {
  readonly object: JsonObject;
  readonly entries: readonly ManagedFieldsEntry[];
}

/**
 * Applies a configuration: its fields are set, fields that it no longer names and that nothing else owns are removed.
 * @throws StatusError 409 when another manager owns a field with another value, unless `force` is set.
 */
export function applyConfiguration(
  shape: Shape,
  live: JsonObject,
  configuration: JsonObject,
  entries: readonly ManagedFieldsEntry[],
  writer: Writer,
  force: boolean,
): Applied {
  const identity = { manager: writer.manager, operation: "Apply", ...versionOf(writer) };
  const managed = read(entries);
  const mine = managed.find(({ entry }) => sameWriter(entry, identity));
  const others = managed.filter((one) => one !== mine);
  const fields = owned(fieldsOf(shape, configuration), writer);
  const allOwned = others.reduce((set, one) => set.union(one.fields.withParents()), fields.withParents());
  const dropped = (mine?.fields ?? FieldSet.empty).withParents().difference(allOwned);
  const merged = mergeApplied(shape, live, configuration) as JsonObject;
  const object = dropped.isEmpty ? merged : (removeFields(shape, merged, dropped) as JsonObject);
  const { changed, removed } = changesOf(shape, live, object, writer);
  const contested = others.map((one) => ({ ...one, conflicts: one.fields.intersection(changed) }));
  const conflicts = contested.filter(({ conflicts }) => !conflicts.isEmpty);
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts);
  const kept = contested.map(({ entry, fields, conflicts }) => ({
    entry,
    fields: fields.difference(conflicts).difference(removed),
  }));
  const time = mine?.fields.equals(fields) ? mine.entry.time : writer.time;
  const entry = { ...identity, ...(time === undefined ? {} : { time }) };
  return { object, entries: write([...kept, { entry, fields }]) };
}

function applyConflict(
  conflicts: readonly { entry: ManagedFieldsEntry; conflicts: FieldSet }[],
): StatusError {
  const single = conflicts.flatMap(({ entry, conflicts }) =>
    [...conflicts.paths()].map((path) => ({ manager: shownManager(entry), path: shownPath(path) })),
  );
  const causes = single.map(({ manager, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field: path,
  }));
  const managers = [...new Set(single.map(({ manager }) => manager))];
  const text =
    single.length === 1
      ? `conflict with ${single[0]!.manager}: ${single[0]!.path}`
      : managers
          .map((manager) => {
            const paths = single.filter((one) => one.manager === manager).map(({ path }) => path);
            return paths.length === 1
              ? `conflict with ${manager}: ${paths[0]!}`
              : `conflicts with ${manager}:\n${paths.map((path) => `- ${path}`).join("\n")}`;
          })
          .join("\n");
  const count = `${single.length} conflict${single.length === 1 ? "" : "s"}`;
  return failure(409, "Conflict", `Apply failed with ${count}: ${text}`, { causes });
}

function shownManager(entry: ManagedFieldsEntry): string {
  const named = JSON.stringify(entry.manager ?? "");
  const where =
    entry.subresource === undefined ? "" : ` with subresource ${JSON.stringify(entry.subresource)}`;
  return entry.operation === "Update"
    ? `${named}${where} using ${entry.apiVersion ?? ""}`
    : `${named}${where}`;
}

function versionOf(writer: Writer): { apiVersion: string; subresource?: string } {
  return {
    apiVersion: writer.apiVersion,
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
}

function sameWriter(entry: ManagedFieldsEntry, identity: ManagedFieldsEntry): boolean {
  return (
    entry.manager === identity.manager &&
    entry.operation === identity.operation &&
    entry.apiVersion === identity.apiVersion &&
    entry.subresource === identity.subresource
  );
}

function read(entries: readonly ManagedFieldsEntry[]): Managed[] {
  return entries.map((entry) => ({ entry, fields: FieldSet.fromJson(entry.fieldsV1 ?? {}) }));
}

function write(managed: readonly Managed[]): readonly ManagedFieldsEntry[] {
  return managed
    .filter(({ fields }) => !fields.isEmpty)
    .toSorted((a, b) => order(a.entry).localeCompare(order(b.entry)))
    .map(({ entry: { manager, operation, apiVersion, time, subresource }, fields }) => ({
      manager: manager ?? "",
      operation: operation ?? "",
      apiVersion: apiVersion ?? "",
      ...(time === undefined ? {} : { time }),
      fieldsType: "FieldsV1",
      fieldsV1: fields.toJson(),
      ...(subresource === undefined ? {} : { subresource }),
    }));
}

function order({ operation, time, manager, apiVersion, subresource }: ManagedFieldsEntry): string {
  return [operation, time, manager, apiVersion, subresource].map((part) => part ?? "").join("\n");
}

/** What a writer changed, of what it can change. */
function changesOf(
  shape: Shape,
  before: JsonObject,
  after: JsonObject,
  writer: Writer,
): { readonly changed: FieldSet; readonly removed: FieldSet } {
  const { added, modified, removed } = compare(shape, before, after);
  return { changed: owned(modified.union(added), writer), removed: removed.recursiveWithout(writer.ignored) };
}

/** Of the fields, those that a writer can own. */
function owned(fields: FieldSet, { ignored }: Writer): FieldSet {
  return fields.without(serverFields).recursiveWithout(ignored);
}
