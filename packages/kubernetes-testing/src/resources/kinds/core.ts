import type { Dialect } from "../../dialect.ts";
import { invalidField, requiredField, type FieldError } from "../../http/field-error.ts";
import { readPath } from "../../schema/json-path.ts";
import { builtInAge, countColumn, nameColumn } from "../columns.ts";
import { immutableErrors } from "../immutable.ts";
import type { KindRule } from "../kind-rules.ts";
import { isObject, own, type Json, type JsonObject, type KubernetesObject } from "../object.ts";
import type { Column } from "../resource.ts";
import { eachOf, withDefaults, within } from "./fill.ts";

const largestMap = 1024 * 1024;

/** ConfigMaps: keys of files, and no more than a mebibyte. */
export function configMapRule(dialect: Dialect): KindRule {
  return {
    validate: (object, old) => [...dataErrors(object, "", dialect), ...immutableErrors(object, old)],
    columns: [
      nameColumn(dialect),
      {
        ...countColumn(
          "Data",
          "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
        ),
        type: "string",
        cell: (object) => entries(object, "data").length + entries(object, "binaryData").length,
      },
      builtInAge,
    ],
  };
}

/** Secrets: what is written as text is stored as base64. */
export function secretRule(dialect: Dialect): KindRule {
  return {
    defaults: (object) => {
      const { stringData, ...rest } = object;
      const data = own(rest, "data");
      const merged: JsonObject = { ...(isObject(data) ? data : {}) };
      for (const [key, value] of isObject(stringData) ? Object.entries(stringData) : []) {
        merged[key] = Buffer.from(value as string).toString("base64");
      }
      return withDefaults(Object.keys(merged).length === 0 ? rest : { ...rest, data: merged }, {
        type: "Opaque",
      });
    },
    validate: (object, old) => [
      ...dataErrors(object, "data", dialect),
      ...immutableErrors(object, old),
      ...(old !== undefined && object["type"] !== old["type"]
        ? [invalidField("type", object["type"], "field is immutable")]
        : []),
    ],
    columns: [
      nameColumn(dialect),
      text("Type", "Used to facilitate programmatic handling of secret data.", (object) => object["type"]),
      {
        ...countColumn("Data", "Data contains the secret data."),
        type: "string",
        cell: (object) => entries(object, "data").length,
      },
      builtInAge,
    ],
    selectable: ["type"],
  };
}

/** Namespaces: active until deleted, and held until they are empty. */
export function namespaceRule(dialect: Dialect): KindRule {
  return {
    admit: (namespace) => {
      const spec = (namespace["spec"] ?? {}) as JsonObject;
      const labelled = dialect.minor < 21 ? namespace : withNameLabel(namespace);
      const given = own(spec, "finalizers");
      const finalizers = Array.isArray(given) && given.length > 0 ? given : ["kubernetes"];
      return { ...labelled, spec: { ...spec, finalizers } };
    },
    defaults: (object) => within(object, "status", (status) => withDefaults(status, { phase: "Active" })),
    status: (_object, old) => old?.["status"] ?? { phase: "Active" },
    columns: [
      nameColumn(dialect),
      text("Status", "The status of the namespace", (object) =>
        readPath(object as unknown as Json, ".status.phase"),
      ),
      builtInAge,
    ],
    selectable: ["status.phase"],
  };
}

function withNameLabel(namespace: KubernetesObject): KubernetesObject {
  const { metadata } = namespace;
  const labels = { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name ?? "" };
  return { ...namespace, metadata: { ...metadata, labels } };
}

/** Services: an address in the cluster unless they need none. */
export function serviceRule(dialect: Dialect): KindRule {
  let last = 0;
  const address = (): string =>
    `10.${Math.floor(++last / 62_500) + 96}.${Math.floor(last / 250) % 250}.${(last % 250) + 1}`;
  return {
    defaults: (object) =>
      within(object, "spec", (spec) => {
        const filled = withDefaults(spec, {
          sessionAffinity: "None",
          type: "ClusterIP",
          ...(dialect.minor < 22 ? {} : { internalTrafficPolicy: "Cluster" }),
        });
        return eachOf(filled, "ports", (port) =>
          withDefaults(port, { protocol: "TCP", targetPort: own(port, "port") ?? 0 }),
        );
      }),
    admit: (service) => {
      const spec = service["spec"] as JsonObject;
      if (own(spec, "type") === "ExternalName" || own(spec, "clusterIP") !== undefined) return service;
      const clusterIP = address();
      const families = dialect.minor < 23 ? {} : { ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" };
      return { ...service, spec: { ...spec, clusterIP, clusterIPs: [clusterIP], ...families } };
    },
    validate: (service, old) => {
      const spec = service["spec"] as JsonObject;
      const errors: FieldError[] = [];
      const ports = own(spec, "ports");
      if (
        !Array.isArray(ports) &&
        own(spec, "type") !== "ExternalName" &&
        own(spec, "clusterIP") !== "None"
      ) {
        errors.push(requiredField("spec.ports", ""));
      }
      const before = old === undefined ? undefined : own(old["spec"] as JsonObject, "clusterIP");
      if (before !== undefined && own(spec, "clusterIP") !== before && own(spec, "type") !== "ExternalName") {
        errors.push(
          invalidField("spec.clusterIPs[0]", [own(spec, "clusterIP") ?? ""], "may not change once set"),
        );
      }
      return errors;
    },
    columns: [
      nameColumn(dialect),
      text("Type", "type determines how the Service is exposed.", (object) =>
        readPath(object as unknown as Json, ".spec.type"),
      ),
      text(
        "Cluster-IP",
        "clusterIP is the IP address of the service.",
        (object) => readPath(object as unknown as Json, ".spec.clusterIP") ?? "<none>",
      ),
      text(
        "External-IP",
        "externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.",
        () => "<none>",
      ),
      text("Port(s)", "The list of ports that are exposed by this service.", portsText),
      builtInAge,
    ],
    returnsDeleted: dialect.minor >= 23,
    selectable: ["spec.clusterIP", "spec.type"],
  };
}

function portsText(service: KubernetesObject): string {
  const ports = readPath(service as unknown as Json, ".spec.ports");
  if (!Array.isArray(ports)) return "<none>";
  return ports
    .map((port) =>
      isObject(port)
        ? `${JSON.stringify(own(port, "port") ?? 0)}/${(own(port, "protocol") as string | undefined) ?? "TCP"}`
        : "",
    )
    .join(",");
}

/** Leases: who holds them. */
export function leaseRule(dialect: Dialect): KindRule {
  return {
    validate: (lease) => {
      const seconds = readPath(lease as unknown as Json, ".spec.leaseDurationSeconds");
      const turns = readPath(lease as unknown as Json, ".spec.leaseTransitions");
      return [
        ...(typeof seconds === "number" && seconds <= 0
          ? [invalidField("spec.leaseDurationSeconds", seconds, "must be greater than 0")]
          : []),
        ...(typeof turns === "number" && turns < 0
          ? [invalidField("spec.leaseTransitions", turns, "must be greater than or equal to 0")]
          : []),
      ];
    },
    columns: [
      nameColumn(dialect),
      text(
        "Holder",
        "holderIdentity contains the identity of the holder of a current lease.",
        (object) => readPath(object as unknown as Json, ".spec.holderIdentity") ?? "",
      ),
      builtInAge,
    ],
  };
}

const eventFields = [
  "involvedObject.kind",
  "involvedObject.namespace",
  "involvedObject.name",
  "involvedObject.uid",
  "involvedObject.apiVersion",
  "involvedObject.resourceVersion",
  "involvedObject.fieldPath",
  "reason",
  "reportingComponent",
  "source",
  "type",
];

/** Events of the core group. */
export function eventRule(dialect: Dialect): KindRule {
  return {
    validate: (event) => {
      const involved = readPath(event as unknown as Json, ".involvedObject.namespace");
      const namespace = event.metadata.namespace;
      if ((involved ?? "") === "" ? namespace === "default" : involved === namespace) return [];
      return [invalidField("involvedObject.namespace", involved ?? "", "does not match event.namespace")];
    },
    columns: [
      nameColumn(dialect),
      text(
        "Type",
        "Type of this event (Normal, Warning), new types could be added in the future",
        (event) => event["type"],
      ),
      text(
        "Reason",
        "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
        (event) => event["reason"],
      ),
      text("Object", "The object that this event is about.", (event) => {
        const kind = readPath(event as unknown as Json, ".involvedObject.kind");
        const name = readPath(event as unknown as Json, ".involvedObject.name");
        return `${typeof kind === "string" ? kind.toLowerCase() : ""}/${typeof name === "string" ? name : ""}`;
      }),
      text(
        "Message",
        "A human-readable description of the status of this operation.",
        (event) => event["message"],
      ),
    ],
    selectable: eventFields,
  };
}

/** Nodes. */
export function nodeRule(dialect: Dialect): KindRule {
  return {
    columns: [
      nameColumn(dialect),
      text("Status", "The status of the node", (node) => {
        const conditions = readPath(node as unknown as Json, ".status.conditions");
        const ready = Array.isArray(conditions)
          ? conditions.find((one) => isObject(one) && own(one, "type") === "Ready")
          : undefined;
        return isObject(ready) ? (own(ready, "status") === "True" ? "Ready" : "NotReady") : "Unknown";
      }),
      builtInAge,
    ],
    selectable: ["spec.unschedulable"],
  };
}

function text(name: string, description: string, cell: Column["cell"]): Column {
  return { name, type: "string", format: "", description, priority: 0, cell };
}

function entries(object: KubernetesObject, field: string): readonly [string, unknown][] {
  const value = object[field];
  return isObject(value) ? Object.entries(value) : [];
}

function dataErrors(object: KubernetesObject, sizeField: string, dialect: Dialect): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const field of ["data", "binaryData"]) {
    for (const [key, value] of entries(object, field)) {
      size += (value as string).length;
      if (/^[-._a-zA-Z0-9]+$/u.test(key) && key !== "." && key !== ".." && key.length <= 253) continue;
      errors.push(
        invalidField(
          `${field}[${key}]`,
          key,
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        ),
      );
    }
  }
  if (size > largestMap) {
    const field = sizeField === "" ? "[]" : sizeField;
    const message =
      dialect.minor < 30
        ? `Too long: must have at most ${largestMap} bytes`
        : `Too long: may not be more than ${largestMap} bytes`;
    errors.push({ reason: "FieldValueTooLong", message, field });
  }
  return errors;
}
