import { afterUpdate, type Writer } from "../apply/managed-fields.ts";
import type { Clock } from "@workset/clock";
import {
  alreadyExists,
  conflict,
  internalError,
  invalid,
  kindConflict,
  notFound,
} from "../http/status-error.ts";
import { invalidField } from "../http/field-error.ts";
import type { Dialect } from "../dialect.ts";
import type { Storage } from "../storage/storage.ts";
import { metadataErrors, metadataUpdateErrors } from "./metadata-rules.ts";
import {
  sameJson,
  type JsonObject,
  type KubernetesObject,
  type ManagedFieldsEntry,
  type ObjectMeta,
} from "./object.ts";
import { groupVersion, keyOf, type Resource } from "./resource.ts";
import { timeText } from "./times.ts";

/** Who writes and how much of it is meant. */
export interface WriteOptions {
  readonly manager: string;
  readonly subresource: string | undefined;
  readonly dryRun: boolean;
  /** How large the body was, in bytes. */
  readonly size?: number;
}

/** What a delete asks beside the name. */
export interface DeleteOptions {
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly propagation: "Foreground" | "Background" | "Orphan" | undefined;
  readonly gracePeriodSeconds: number | undefined;
  readonly dryRun: boolean;
}

/** What became of a delete: the object is gone, or it waits for something. */
export interface Deletion {
  readonly gone: boolean;
  readonly object: KubernetesObject;
}

/** Called before a write is stored; throws to refuse it, answers with another object to change it. */
export interface Admission {
  create(resource: Resource, object: KubernetesObject): KubernetesObject;
  update(resource: Resource, object: KubernetesObject, old: KubernetesObject): KubernetesObject;
  /** What a delete waits for: seconds, if the kind has a grace period, and what holds the object. */
  deletion(
    resource: Resource,
    object: KubernetesObject,
    asked: number | undefined,
  ): { readonly graceSeconds: number | undefined; readonly finalizers: readonly string[] };
}

export interface ObjectStoreOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly dialect: Dialect;
  readonly admission: Admission;
  readonly random: () => number;
}

/** What every resource has in common: how its objects come to be, change and go. */
export class ObjectStore {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #dialect: Dialect;
  readonly #admission: Admission;
  readonly #random: () => number;

  constructor(options: ObjectStoreOptions) {
    this.#storage = options.storage;
    this.#clock = options.clock;
    this.#dialect = options.dialect;
    this.#admission = options.admission;
    this.#random = options.random;
  }

  /** @throws StatusError 404 when there is none. */
  get(resource: Resource, namespace: string | undefined, name: string): KubernetesObject {
    const found = this.#storage.get(resource.collection, keyOf(resource, namespace, name));
    if (found === undefined) throw notFound(resource, name);
    return found;
  }

  find(resource: Resource, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#storage.get(resource.collection, keyOf(resource, namespace, name));
  }

  /** Stores a new object. `body` is decoded and has its defaults; `entries` are those of an apply, if it was one. */
  create(
    resource: Resource,
    namespace: string | undefined,
    body: KubernetesObject,
    options: WriteOptions,
    entries?: readonly ManagedFieldsEntry[],
  ): KubernetesObject {
    const { metadata } = body;
    if (
      metadata.resourceVersion !== undefined &&
      metadata.resourceVersion !== "0" &&
      metadata.resourceVersion !== ""
    ) {
      throw internalError("resourceVersion should not be set on objects to be created");
    }
    const generated =
      metadata.generateName !== undefined && metadata.generateName !== "" && (metadata.name ?? "") === "";
    const name = generated ? `${metadata.generateName.slice(0, 58)}${this.#suffix()}` : metadata.name;
    let object = this.#withMetadata(resource, body, {
      ...(name === undefined ? {} : { name }),
      ...(metadata.generateName === undefined ? {} : { generateName: metadata.generateName }),
      ...(resource.namespaced ? { namespace: namespace ?? "" } : {}),
      uid: this.#uid(),
      ...(resource.generation ? { generation: 1 } : {}),
      creationTimestamp: timeText(this.#clock.wallNow()),
      ...(metadata.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata.annotations === undefined ? {} : { annotations: metadata.annotations }),
      ...(metadata.ownerReferences === undefined ? {} : { ownerReferences: metadata.ownerReferences }),
      ...(metadata.finalizers === undefined ? {} : { finalizers: metadata.finalizers }),
    });
    const managed =
      entries ??
      afterUpdate(
        resource.shape,
        resource.blank,
        object as unknown as JsonObject,
        [],
        this.#writer(resource, options),
      );
    object = withManaged(this.#admission.create(resource, withStatus(resource, object, undefined)), managed);
    const errors = [
      ...metadataErrors(resource, object, this.#dialect),
      ...resource.validate(object, undefined),
    ];
    if (errors.length > 0) throw invalid(resource, name ?? "", errors);
    checkSize(options);
    const key = keyOf(resource, namespace, name!);
    const existing = this.#storage.get(resource.collection, key);
    if (existing !== undefined) {
      throw alreadyExists(
        resource,
        name!,
        existing.metadata.deletionTimestamp === undefined ? "" : "object is being deleted: ",
      );
    }
    return options.dryRun ? object : this.#storage.put(resource.collection, key, object);
  }

  /** Replaces an object by what `body` says. */
  replace(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    body: KubernetesObject,
    options: WriteOptions,
  ): { object: KubernetesObject; created: boolean } {
    const old = this.find(resource, namespace, name);
    const { uid } = body.metadata;
    if (old === undefined && (!resource.createOnUpdate || options.subresource !== undefined)) {
      throw notFound(resource, name);
    }
    if (uid !== undefined && uid !== "" && uid !== old?.metadata.uid) {
      const place = `${resource.registryPath}/${keyOf(resource, namespace, name)}`;
      throw conflict(
        resource,
        name,
        `StorageError: invalid object, Code: 4, Key: ${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old?.metadata.uid ?? ""}`,
      );
    }
    if (old === undefined) {
      const { resourceVersion: _version, ...metadata } = body.metadata;
      return { object: this.create(resource, namespace, { ...body, metadata }, options), created: true };
    }
    return { object: this.update(resource, namespace, name, old, body, options), created: false };
  }

  /** Changes `old` into `body`, which is decoded and has its defaults; `entries` are those of an apply. */
  update(
    resource: Resource,
    namespace: string | undefined,
    name: string,
    old: KubernetesObject,
    body: KubernetesObject,
    options: WriteOptions,
    entries?: readonly ManagedFieldsEntry[],
  ): KubernetesObject {
    const { resourceVersion } = body.metadata;
    if (resourceVersion === undefined || resourceVersion === "" || resourceVersion === "0") {
      if (resource.versionRequired) {
        throw invalid({ group: resource.group, kind: resource.plural }, name, [
          this.#dialect.minor < 30
            ? { ...versionMissing, message: "Invalid value: 0x0: must be specified for an update" }
            : versionMissing,
        ]);
      }
    } else if (resourceVersion !== old.metadata.resourceVersion) {
      throw conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try again",
      );
    }
    const object = this.#changed(resource, old, body, options);
    const errors = [
      ...metadataUpdateErrors(object.metadata, old.metadata),
      ...metadataErrors(resource, object, this.#dialect).filter(
        ({ field }) => field !== "metadata.name" && field !== "metadata.namespace",
      ),
    ];
    // Servers check changes of the metadata twice, and report both findings.
    errors.push(...metadataUpdateErrors(object.metadata, old.metadata), ...resource.validate(object, old));
    if (errors.length > 0) throw invalid(resource, name, errors);
    const managed = entries ?? this.#managed(resource, old, body, object, options);
    const admitted = this.#admission.update(resource, withManaged(object, managed), old);
    const stored = {
      ...admitted,
      metadata: { ...admitted.metadata, resourceVersion: old.metadata.resourceVersion! },
    };
    if (sameJson(stored, old)) return old;
    const leaves =
      stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0;
    const key = keyOf(resource, namespace, name);
    if (leaves && (stored.metadata.deletionGracePeriodSeconds ?? 0) === 0 && isFinal(resource, stored)) {
      if (!options.dryRun) this.#storage.remove(resource.collection, key);
      return stored;
    }
    checkSize(options);
    return options.dryRun ? stored : this.#storage.put(resource.collection, key, stored);
  }

  /** Deletes an object, or marks it for deletion while something holds it. */
  delete(resource: Resource, namespace: string | undefined, name: string, options: DeleteOptions): Deletion {
    const old = this.get(resource, namespace, name);
    checkPreconditions(resource, name, old, options);
    const key = keyOf(resource, namespace, name);
    const put = (object: KubernetesObject): KubernetesObject =>
      options.dryRun ? object : this.#storage.put(resource.collection, key, object);
    const held = this.#admission.deletion(resource, old, options.gracePeriodSeconds);
    const grace = held.graceSeconds;
    const first = old.metadata.deletionTimestamp === undefined;
    const finalizers = [
      ...new Set([...finalizersFor(old, options.propagation), ...(first ? held.finalizers : [])]),
    ];
    const waits = finalizers.length > 0 || (grace ?? 0) > 0 || !isFinal(resource, old);
    if (old.metadata.deletionTimestamp !== undefined) {
      const shorter = grace !== undefined && grace < (old.metadata.deletionGracePeriodSeconds ?? 0);
      if (waits && !shorter && sameJson(finalizers, old.metadata.finalizers ?? []))
        return { gone: false, object: old };
      if (!waits) return { gone: true, object: this.#remove(resource, key, old, options) };
    }
    if (!waits && grace === undefined)
      return { gone: true, object: this.#remove(resource, key, old, options) };
    const marked = put(
      this.#admission.update(resource, this.#marked(resource, old, finalizers, grace ?? 0), old),
    );
    return waits
      ? { gone: false, object: marked }
      : { gone: true, object: this.#remove(resource, key, marked, options) };
  }

  #marked(
    resource: Resource,
    old: KubernetesObject,
    finalizers: readonly string[],
    grace: number,
  ): KubernetesObject {
    const {
      deletionTimestamp,
      deletionGracePeriodSeconds: _,
      finalizers: __,
      generation,
      ...rest
    } = old.metadata;
    const first = deletionTimestamp === undefined;
    const ends = resource.plural === "namespaces" && resource.group === "";
    return {
      ...old,
      ...(ends && resource.complete ? { status: { phase: "Terminating" } } : {}),
      metadata: {
        ...rest,
        ...(generation === undefined ? {} : { generation: first ? generation + 1 : generation }),
        deletionTimestamp: timeText(this.#clock.wallNow() + grace * 1000),
        ...(ends && resource.complete ? {} : { deletionGracePeriodSeconds: grace }),
        ...(finalizers.length === 0 ? {} : { finalizers }),
      },
    };
  }

  #remove(
    resource: Resource,
    key: string,
    old: KubernetesObject,
    { dryRun }: DeleteOptions,
  ): KubernetesObject {
    if (!dryRun) this.#storage.remove(resource.collection, key);
    return old;
  }

  /** The next state: what the client may not set comes from the old one. */
  #changed(
    resource: Resource,
    old: KubernetesObject,
    body: KubernetesObject,
    options: WriteOptions,
  ): KubernetesObject {
    const asked = body.metadata;
    const kept = old.metadata;
    const name = asked.name ?? kept.name;
    const metadata: ObjectMeta = {
      ...(name === undefined ? {} : { name }),
      ...optional("generateName", asked.generateName ?? kept.generateName),
      ...optional("namespace", kept.namespace),
      ...optional("uid", asked.uid !== undefined && asked.uid !== "" ? asked.uid : kept.uid),
      ...optional("resourceVersion", kept.resourceVersion),
      ...optional("generation", kept.generation),
      ...optional("creationTimestamp", asked.creationTimestamp ?? kept.creationTimestamp),
      ...optional("deletionTimestamp", kept.deletionTimestamp),
      ...optional("deletionGracePeriodSeconds", kept.deletionGracePeriodSeconds),
      ...optional("labels", asked.labels),
      ...optional("annotations", asked.annotations),
      ...optional("ownerReferences", asked.ownerReferences),
      ...optional("finalizers", asked.finalizers),
      ...optional("managedFields", kept.managedFields),
    };
    const content = options.subresource === "status" ? statusOf(old, body) : withStatus(resource, body, old);
    // A custom resource's status does not carry changes of the labels; a built-in kind's does.
    const object: KubernetesObject = {
      ...content,
      kind: resource.kind,
      apiVersion: groupVersion(resource),
      metadata:
        options.subresource === "status" && resource.type === undefined
          ? {
              ...kept,
              ...optional("resourceVersion", kept.resourceVersion),
              ...optional("finalizers", kept.finalizers),
            }
          : metadata,
    };
    if (!resource.generation || options.subresource === "status") return object;
    if (sameJson(contentOf(object, resource), contentOf({ ...old, apiVersion: object.apiVersion }, resource)))
      return object;
    return { ...object, metadata: { ...object.metadata, generation: (kept.generation ?? 0) + 1 } };
  }

  #managed(
    resource: Resource,
    old: KubernetesObject,
    body: KubernetesObject,
    object: KubernetesObject,
    options: WriteOptions,
  ): readonly ManagedFieldsEntry[] {
    const given = body.metadata.managedFields;
    if (given?.length === 1 && Object.keys(given[0]!).length === 0) return [];
    const entries = given === undefined || given.length === 0 ? (old.metadata.managedFields ?? []) : given;
    const before = { ...old, apiVersion: object.apiVersion } as unknown as JsonObject;
    // The request counts as it came, also what the endpoint then puts back.
    const asked = {
      ...body,
      kind: object.kind,
      apiVersion: object.apiVersion,
      metadata: object.metadata,
    } as unknown as JsonObject;
    return afterUpdate(resource.shape, before, asked, entries, this.#writer(resource, options));
  }

  #writer(resource: Resource, options: WriteOptions): Writer {
    return {
      ignored: this.#dialect.minor >= 22 ? resetFields(resource, options.subresource) : [],
      manager: options.manager,
      apiVersion: groupVersion(resource),
      subresource: this.#dialect.minor >= 22 ? options.subresource : undefined,
      time:
        options.subresource === "scale" && this.#dialect.minor >= 22
          ? undefined
          : timeText(this.#clock.wallNow()),
    };
  }

  /** The writer of an apply, for the code that computes its entries. */
  writer(resource: Resource, options: WriteOptions): Writer {
    return this.#writer(resource, options);
  }

  #withMetadata(resource: Resource, body: KubernetesObject, metadata: ObjectMeta): KubernetesObject {
    return { ...body, kind: resource.kind, apiVersion: groupVersion(resource), metadata };
  }

  #uid(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16));
    hex[12] = "4";
    hex[16] = "89ab"[Math.floor(this.#random() * 4)]!;
    const text = hex.join("");
    return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
      "-",
    );
  }

  #suffix(): string {
    const letters = "bcdfghjklmnpqrstvwxz2456789";
    return Array.from({ length: 5 }, () => letters[Math.floor(this.#random() * letters.length)]!).join("");
  }
}

/** A Namespace is final when nothing is left to be cleaned up in it. */
function isFinal(resource: Resource, object: KubernetesObject): boolean {
  if (resource.group !== "" || resource.plural !== "namespaces") return true;
  const finalizers = (object["spec"] as { finalizers?: readonly string[] } | undefined)?.finalizers;
  return (finalizers ?? []).length === 0;
}

function finalizersFor(old: KubernetesObject, propagation: DeleteOptions["propagation"]): readonly string[] {
  const finalizers = old.metadata.finalizers ?? [];
  const others = finalizers.filter((one) => one !== "orphan" && one !== "foregroundDeletion");
  if (propagation === "Orphan") return [...others, "orphan"];
  if (propagation === "Foreground") return [...others, "foregroundDeletion"];
  return propagation === "Background" ? others : finalizers;
}

function checkPreconditions(
  resource: Resource,
  name: string,
  old: KubernetesObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = old.metadata;
  if (options.uid !== undefined && options.uid !== uid) {
    throw kindConflict(
      resource,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid ?? ""}). The object might have been deleted and then recreated`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    throw kindConflict(
      resource,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion ?? ""}). The object might have been modified`,
    );
  }
}

function withStatus(
  resource: Resource,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): KubernetesObject {
  if (!resource.subresources.includes("status")) return object;
  const { status: _, ...rest } = object;
  const status = resource.status(object, old);
  return status === undefined
    ? rest
    : { ...rest, metadata: object.metadata, kind: object.kind, apiVersion: object.apiVersion, status };
}

/** What a generation counts: all but metadata and status. */
function contentOf(object: KubernetesObject, _resource: Resource): unknown {
  const { metadata: _m, status: _s, ...content } = object;
  return content;
}

/** The object with these entries, in their place. */
function withManaged(object: KubernetesObject, entries: readonly ManagedFieldsEntry[]): KubernetesObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries } };
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

/** The old object with the status of the new one. */
function statusOf(old: KubernetesObject, { status }: KubernetesObject): KubernetesObject {
  const { status: _, ...rest } = old;
  return status === undefined ? rest : { ...rest, status };
}

/** Fields that an endpoint does not change, so that their writer does not own them. */
function resetFields(resource: Resource, subresource: string | undefined): readonly string[] {
  if (resource.type !== undefined && !resource.complete && resource.plural !== "customresourcedefinitions")
    return [];
  if (subresource === "status") return resource.type === undefined ? ["spec", "metadata"] : ["spec"];
  return resource.subresources.includes("status") ? ["status"] : [];
}

const versionMissing = invalidField("metadata.resourceVersion", 0, "must be specified for an update");

/** The largest object that the storage takes, in bytes. */
const largestObject = 1.5 * 1024 * 1024;

function checkSize({ size = 0 }: WriteOptions): void {
  if (size > largestObject) throw internalError("etcdserver: request is too large");
}
