/** A condition in the status of an object. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  /** Why, in one word for programs. */
  readonly reason: string;
  /** Why, for people. */
  readonly message: string;
  /** When the status became what it is. */
  readonly lastTransitionTime: string;
  /** Of which generation of the object this was found. */
  readonly observedGeneration?: number;
}

/** A condition that is to be. */
export type NewCondition = Omit<Condition, "lastTransitionTime" | "observedGeneration">;

/** When a condition was found, and of which generation. */
export interface ConditionContext {
  /** The time, in milliseconds since 1970 UTC: a clock's `wallNow()`. */
  readonly now: number;
  /** The `metadata.generation` of the object that was looked at. */
  readonly generation?: number | undefined;
}

/**
 * The conditions with this one, in its place or at the end. `lastTransitionTime` changes only with the status. When nothing
 * but the time would change, what is given back is what was given, so that a write can be spared.
 */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  condition: NewCondition,
  { now, generation }: ConditionContext,
): readonly Condition[] {
  const given = conditions ?? [];
  const at = given.findIndex(({ type }) => type === condition.type);
  const before = given[at];
  const isSame = before?.status === condition.status;
  const next: Condition = {
    ...condition,
    lastTransitionTime: isSame ? before.lastTransitionTime : timestamp(now),
    ...(generation !== undefined && { observedGeneration: generation }),
  };
  if (!before) return [...given, next];
  const isEqual =
    isSame &&
    before.reason === next.reason &&
    before.message === next.message &&
    before.observedGeneration === next.observedGeneration;
  return isEqual ? given : given.with(at, next);
}

/** The condition of this type. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find((one) => one.type === type);
}

/** A time as `metav1.Time` is written: in seconds. */
export function timestamp(ms: number): string {
  return `${isoTime(ms).slice(0, 19)}Z`;
}

/** A time as `metav1.MicroTime` is written: the microseconds are required. */
export function microTimestamp(ms: number): string {
  return `${isoTime(ms).slice(0, 23)}000Z`;
}

function isoTime(ms: number): string {
  // oxlint-disable-next-line no-restricted-globals -- the time is given
  return new Date(ms).toISOString();
}
