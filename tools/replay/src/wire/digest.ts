/** What the recorder would have kept of a body, given what it kept of the recorded one. */
export function digestLike(recorded: unknown, body: unknown): unknown {
  if (typeof body === "string") return textDigest(recorded, body);
  if (!isObject(body)) return body;
  if (typeof recorded === "string") return body["kind"];
  if (Array.isArray(recorded)) return Object.keys(body);
  if (!isObject(recorded)) return body;
  if (recorded["kind"] === "Status") return body;
  return Object.fromEntries(Object.keys(recorded).map((key) => [key, part(key, recorded, body)]));
}

function part(key: string, recorded: Record<string, unknown>, body: Record<string, unknown>): unknown {
  const metadata = isObject(body["metadata"]) ? body["metadata"] : {};
  const items = Array.isArray(body["items"]) ? body["items"] : [];
  if (key === "names") return items.map((item) => (item as { metadata: { name: string } }).metadata.name);
  if (key === "items" && typeof recorded[key] === "number") return items.length;
  if (key === "groups") return groupsLike(recorded[key], body["groups"]);
  if (key === "configmaps") return resourcesLike(recorded[key], body["resources"]);
  if (key === "status" && recorded[key] === "object") return typeof body["status"];
  if (key === "deletion") return metadata["deletionTimestamp"];
  if (key === "finalizers") return metadata["finalizers"];
  if (key === "generation") return metadata["generation"];
  return body[key];
}

/** Of the groups, those that were recorded: a server may serve others. */
function groupsLike(recorded: unknown, groups: unknown): unknown {
  if (!Array.isArray(recorded) || !Array.isArray(groups)) return groups;
  const names = groups.map((group: { name: string }) => group.name);
  return recorded.filter((name) => names.includes(name as string));
}

function resourcesLike(recorded: unknown, resources: unknown): unknown {
  if (!Array.isArray(recorded) || !Array.isArray(resources)) return resources;
  return recorded.map((one: { name: string }) =>
    (resources as { name: string }[]).find(({ name }) => name === one.name),
  );
}

/** Of a text of lines, those that were recorded. */
function textDigest(recorded: unknown, body: string): unknown {
  if (typeof recorded !== "string") return {};
  const lines = body.split("\n");
  return recorded
    .split("\n")
    .filter((line) => lines.includes(line))
    .join("\n");
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
