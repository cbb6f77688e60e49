/** The metadata that every object carries. Times are texts, as on the wire. */
export interface ObjectMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly object[];
}

/** Which object another belongs to. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** Whether this is the one owner that controls it. */
  readonly controller?: boolean;
  /** Whether the owner's deletion in the foreground waits for it. */
  readonly blockOwnerDeletion?: boolean;
}

/** Anything with metadata: what a type of the user's must be like. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMetadata;
}

/** An object of which nothing is known but its metadata. */
export interface UnknownObject extends KubernetesObject {
  readonly [field: string]: unknown;
}

/** A page of a list. */
export interface KubernetesList<T> {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly T[];
}

/** A model as it is on the wire, where times are texts: client-node's models say `Date`. */
export type Wire<T> = T extends Date
  ? string
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;
