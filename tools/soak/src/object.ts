import type { ObjectMeta } from "@workset/informer";

/** An object of the simulated source. */
export interface Thing {
  readonly name: string;
  readonly uid: string;
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  /** A number that grows with every change of the source. */
  readonly version: string;
  /** The field that the transform removes. */
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
