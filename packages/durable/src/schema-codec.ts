import { requiredMethods } from "@workset/clock";
import { jsonCodec, type Codec } from "./codec.ts";

/** A schema as Standard Schema describes it (https://standardschema.dev): zod, valibot, arktype and others make them. */
export interface StandardSchema<T> {
  readonly "~standard": {
    readonly validate: (value: unknown) => SchemaResult<T> | Promise<SchemaResult<T>>;
    /** There for its types alone. */
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

/** What a schema found. */
export type SchemaResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** What is wrong with a value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * A codec whose items keep a schema. An item is refused when it is added if a worker could not get it, and a stored payload is
 * checked when it is decoded: one of an older version of the program comes as the schema makes it, or fails its run with a
 * message that names the place.
 *
 * The schema sees what the codec decodes, and what it returns is the item. It must accept its own results, encoded, and
 * must answer without a promise.
 */
export function schemaCodec<T>(schema: StandardSchema<T>, codec: Codec<unknown> = jsonCodec): Codec<T> {
  const { validate } = requiredMethods(
    'schema["~standard"]',
    (schema as StandardSchema<T> | undefined)?.["~standard"],
    ["validate"],
    "give a Standard Schema, as zod, valibot and arktype make them",
  );
  const decode = (text: string): T => {
    const result = validate(codec.decode(text));
    if (result instanceof Promise) {
      throw new TypeError("schema must answer without a promise: leave out its asynchronous checks");
    }
    if (result.issues) throw new TypeError(`the item does not keep the schema: ${described(result.issues)}`);
    return result.value;
  };
  return {
    encode(item) {
      const text = codec.encode(item);
      decode(text);
      return text;
    },
    decode,
  };
}

function described(issues: readonly SchemaIssue[]): string {
  return issues
    .map(({ message, path = [] }) => {
      const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
      return keys.length > 0 ? `${keys.join(".")}: ${message}` : message;
    })
    .join("; ");
}
