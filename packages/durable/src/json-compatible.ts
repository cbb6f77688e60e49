/**
 * `T`, where JSON brings it back as it was; otherwise something that `T` cannot be assigned to. Dates, maps, sets,
 * bigints, functions and objects with methods are not brought back; optional properties are.
 */
export type JsonCompatible<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null
    ? T
    : T extends bigint | symbol | undefined | ((...given: never[]) => unknown)
      ? never
      : T extends ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
        ? never
        : { [K in keyof T]: JsonCompatible<Exclude<T[K], undefined>> | OptionalPart<T, K> };

/** `undefined`, for a property that may be left out. */
export type OptionalPart<T, K extends keyof T> = object extends Pick<T, K> ? undefined : never;
