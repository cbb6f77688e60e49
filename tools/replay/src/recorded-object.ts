import {
  anyObject,
  fieldOf,
  fields,
  flag,
  list,
  number,
  optional,
  refuse,
  text,
  type Check,
} from "./checks.ts";

/** An object of a recording. */
export interface RecordedObject {
  readonly ns?: string;
  readonly name: string;
  readonly rv: string;
  readonly app?: string;
  readonly tags?: readonly string[];
  readonly v?: number;
  /** Whether it went through the transform. */
  readonly t?: boolean;
  /** Whether the key function fails on it. */
  readonly bad?: boolean;
}

/** Stands for an object whose deletion was missed. */
export interface RecordedTombstone {
  readonly tombstone: { readonly key: string; readonly obj: RecordedObject | null };
}

const parts = fields({
  ns: optional(text, ""),
  name: text,
  rv: text,
  app: optional(text, ""),
  tags: optional(list(text), []),
  v: optional(number, 0),
  t: optional(flag, false),
  bad: optional(flag, false),
});

/** An object as it was recorded; what is missing stays missing. */
export const recordedObject: Check<RecordedObject> = (value, at) => {
  parts(value, at);
  return value as RecordedObject;
};

const tombstone = fields({
  tombstone: fields({ key: text, obj: (value, at) => (value === null ? null : recordedObject(value, at)) }),
});

/** An object, or the tombstone of one. */
export const objectOrTombstone: Check<RecordedObject | RecordedTombstone> = (value, at) =>
  isTombstone(value) ? tombstone(value, at) : recordedObject(value, at);

/** Whether this is a tombstone. */
export function isTombstone(value: unknown): value is RecordedTombstone {
  return typeof value === "object" && value !== null && "tombstone" in value;
}

/** The key function failed. */
class KeyFault extends Error {}

/** The transform failed. */
class TransformFault extends Error {}

/** How objects of a recording are read. */
export const recordedMeta = {
  keyOf({ ns, name, bad }: RecordedObject): string {
    if (bad) throw new KeyFault("bad object");
    return ns ? `${ns}/${name}` : name;
  },
  versionOf: ({ rv }: RecordedObject): string => rv,
};

/** The transform of recordings that have one. */
export function recordedTransform(object: RecordedObject): RecordedObject {
  if (object.v === 13) throw new TransformFault("transform failed");
  return { ...object, t: true };
}

/** How a call failed, as far as recordings tell it in words of their own. */
export type RecordedFailure = "keyError" | "transform failed";

const keyError = fields({ error: text, cause: text });

/** The failure that a recorded result tells; none when it is `null`. */
export const failure: Check<RecordedFailure | null> = (value, at) => {
  if (value === null) return null;
  const error = text(fieldOf(anyObject(value, at), "error"), `${at}.error`);
  if (error === "keyError" && keyError(value, at).cause === "bad object") return error;
  // A list tells besides what it was about.
  if (error.replace("couldn't enqueue object: ", "") === "transform failed") return "transform failed";
  return refuse(at, "a failure that the format has", value);
};

/** Makes a call, and says how it failed. @throws Whatever is none of the failures of the format. */
export function failureOf(call: () => unknown): RecordedFailure | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof KeyFault) return "keyError";
    if (error instanceof TransformFault) return "transform failed";
    throw error;
  }
}
