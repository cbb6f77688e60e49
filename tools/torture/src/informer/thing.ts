import type { ObjectMeta } from "@workset/informer";

/** What the world is made of. */
export interface Thing {
  readonly key: string;
  /** A number that grows with every change of the world. */
  readonly version: string;
}

export const thingMeta: ObjectMeta<Thing> = { keyOf: ({ key }) => key, versionOf: ({ version }) => version };
