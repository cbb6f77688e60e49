/** What the body of a patch means. */
export type PatchType = "json" | "merge" | "strategic" | "apply";

const mediaTypes: Readonly<Record<PatchType, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  // The body is sent as JSON, which is YAML too.
  apply: "application/apply-patch+yaml",
};

/** The media type of a patch. @throws RangeError when there is no such patch. */
export function mediaTypeOf(type: PatchType): string {
  if (Object.hasOwn(mediaTypes, type)) return mediaTypes[type];
  const known = Object.keys(mediaTypes).join(", ");
  throw new RangeError(`the type of a patch must be one of ${known}, but it is ${JSON.stringify(type)}`);
}
