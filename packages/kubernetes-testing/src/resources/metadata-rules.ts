import type { Dialect } from "../dialect.ts";
import { forbiddenField, invalidField, requiredField, type FieldError } from "../http/field-error.ts";
import type { KubernetesObject, ObjectMeta } from "./object.ts";
import { sameJson } from "./object.ts";
import type { Resource } from "./resource.ts";

const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const namePartWords =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const labelValueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const dns1035Words =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** What is wrong with a name: each fault in the words of the server. */
type NameRule = (name: string, prefix: boolean) => string[];

/** A DNS subdomain: most names. */
const subdomainName: NameRule = (name, prefix) => {
  const masked = prefix ? maskTail(name) : name;
  const faults: string[] = [];
  if (masked.length > 253) faults.push("must be no more than 253 characters");
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u.test(masked))
    faults.push(subdomainWords);
  return faults;
};

/** A DNS label: names of namespaces. */
const labelName: NameRule = (name, prefix) => {
  const masked = prefix ? maskTail(name) : name;
  const faults: string[] = [];
  if (masked.length > 63) faults.push("must be no more than 63 characters");
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/u.test(masked)) faults.push(labelWords);
  return faults;
};

/** A DNS label that begins with a letter: names of services. */
const serviceName: NameRule = (name, prefix) => {
  const masked = prefix ? maskTail(name) : name;
  const faults: string[] = [];
  if (masked.length > 63) faults.push("must be no more than 63 characters");
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/u.test(masked)) faults.push(dns1035Words);
  return faults;
};

/** A part of a path: names of roles and the like. */
const pathSegmentName: NameRule = (name) => {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((char) => name.includes(char)).map((char) => `may not contain '${char}'`);
};

/** The rule for the names of a resource. */
function nameRule(resource: Resource): NameRule {
  if (resource.group === "rbac.authorization.k8s.io") return pathSegmentName;
  if (resource.group !== "") return subdomainName;
  if (resource.plural === "namespaces") return labelName;
  return resource.plural === "services" ? serviceName : subdomainName;
}

/** A generated name may end in what only its suffix makes valid. */
function maskTail(name: string): string {
  return name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name;
}

/** What is wrong with the metadata of an object that is about to be stored. */
export function metadataErrors(
  resource: Resource,
  { metadata }: KubernetesObject,
  dialect: Dialect,
): FieldError[] {
  const errors: FieldError[] = [];
  const rule = nameRule(resource);
  if (metadata.generateName !== undefined) {
    for (const fault of rule(metadata.generateName, true)) {
      errors.push(invalidField("metadata.generateName", metadata.generateName, fault));
    }
  }
  if (metadata.name === undefined || metadata.name === "") {
    errors.push(requiredField("metadata.name", "name or generateName is required"));
  } else {
    for (const fault of rule(metadata.name, false))
      errors.push(invalidField("metadata.name", metadata.name, fault));
  }
  if (resource.namespaced && (metadata.namespace === undefined || metadata.namespace === "")) {
    errors.push(requiredField("metadata.namespace", ""));
  } else if (resource.namespaced) {
    for (const fault of labelName(metadata.namespace!, false)) {
      errors.push(invalidField("metadata.namespace", metadata.namespace, fault));
    }
  }
  return [
    ...errors,
    ...mapErrors(metadata),
    ...ownerErrors(metadata, dialect),
    ...finalizerErrors(resource, metadata),
  ];
}

function mapErrors(metadata: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    for (const fault of qualifiedNameFaults(key)) errors.push(invalidField("metadata.labels", key, fault));
    if (value.length > 63)
      errors.push(invalidField("metadata.labels", value, "must be no more than 63 characters"));
    if (!/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/u.test(value)) {
      errors.push(invalidField("metadata.labels", value, labelValueWords));
    }
  }
  let size = 0;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    for (const fault of qualifiedNameFaults(key.toLowerCase())) {
      errors.push(invalidField("metadata.annotations", key, fault));
    }
    size += key.length + value.length;
  }
  if (size > 256 * 1024) {
    errors.push({
      reason: "FieldValueTooLong",
      message: "Too long: may not be more than 262144 bytes",
      field: "metadata.annotations",
    });
  }
  return errors;
}

function ownerErrors(metadata: ObjectMeta, dialect: Dialect): FieldError[] {
  const errors: FieldError[] = [];
  const owners = metadata.ownerReferences ?? [];
  for (const owner of owners) {
    const field = "metadata.ownerReferences";
    if (owner.apiVersion === "")
      errors.push(invalidField(`${field}.apiVersion`, "", "version must not be empty"));
    for (const name of ["kind", "name", "uid"] as const) {
      if (owner[name] === undefined || owner[name] === "") {
        errors.push(
          invalidField(
            `${field}.${name}`,
            "",
            dialect.minor < 30 ? `${name} must not be empty` : "must not be empty",
          ),
        );
      }
    }
  }
  const controllers = owners.filter((owner) => owner.controller === true);
  if (controllers.length > 1) {
    const [one, two] = controllers;
    errors.push(
      invalidField(
        "metadata.ownerReferences",
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${one!.kind}/${one!.name} and ${two!.kind}/${two!.name}`,
      ),
    );
  }
  return errors;
}

function finalizerErrors(resource: Resource, metadata: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  for (const finalizer of metadata.finalizers ?? []) {
    for (const fault of qualifiedNameFaults(finalizer))
      errors.push(invalidField("metadata.finalizers", finalizer, fault));
  }
  if (!resource.complete) return errors;
  for (const [at, finalizer] of (metadata.finalizers ?? []).entries()) {
    if (finalizer.includes("/") || standardFinalizers.includes(finalizer)) continue;
    const fault = "name is neither a standard finalizer name nor is it fully qualified";
    errors.push(invalidField(`metadata.finalizers[${at}]`, finalizer, fault));
  }
  return errors;
}

const standardFinalizers = ["kubernetes", "orphan", "foregroundDeletion"];

function qualifiedNameFaults(key: string): string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    return [
      `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const faults: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    const prefix = parts[0]!;
    if (prefix === "") faults.push("prefix part must be non-empty");
    else faults.push(...subdomainName(prefix, false).map((fault) => `prefix part ${fault}`));
  }
  if (name === "") faults.push("name part must be non-empty");
  else if (name.length > 63) faults.push("name part must be no more than 63 characters");
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/u.test(name)) faults.push(namePartWords);
  return faults;
}

/** What is wrong with a change of metadata. */
export function metadataUpdateErrors(now: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const before = new Set(old.finalizers);
    const extra = (now.finalizers ?? []).filter((one) => !before.has(one));
    if (extra.length > 0) {
      const list = `[]string{${extra.map((one) => JSON.stringify(one)).join(", ")}}`;
      errors.push(
        forbiddenField(
          "metadata.finalizers",
          `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
        ),
      );
    }
  }
  for (const field of [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ] as const) {
    if (!sameJson(now[field], old[field]))
      errors.push(invalidField(`metadata.${field}`, now[field] ?? "", "field is immutable"));
  }
  return errors;
}
