import type { ObjectMeta } from "@workset/informer";

/** What the world of a soak is made of. */
export interface Thing {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A number that grows with every change of the world. */
  readonly version: string;
  /** What a transform leaves out. */
  readonly ballast?: string;
}

export const thingMeta: ObjectMeta<Thing> = {
  keyOf: ({ name }) => name,
  versionOf: ({ version }) => version,
  uidOf: ({ uid }) => uid,
  labelsOf: ({ labels }) => labels,
};

/** The object without its ballast. */
export function withoutBallast(thing: Thing): Thing {
  const { name, uid, node, labels, version } = thing;
  return { name, uid, node, labels, version };
}
