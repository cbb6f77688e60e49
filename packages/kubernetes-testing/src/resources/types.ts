import { typeTable } from "./type-table.ts";

/** A field of a built-in type. */
export interface Field {
  readonly name: string;
  /** The number of the field in protobuf. */
  readonly number: number | undefined;
  readonly type: FieldType;
  /** The zero value differs from an absent one. */
  readonly pointer: boolean;
  /** Written even when it is zero. */
  readonly always: boolean;
  /** A time that is left out when it is zero, where others are null. */
  readonly omitZero: boolean;
  /** How server-side apply merges a list: by these keys, as a set, or not at all. */
  readonly listKeys: readonly string[] | undefined;
  readonly listSet: boolean;
  readonly atomic: boolean;
  /** How a strategic merge patch merges a list: by this key, or by value when it is empty. */
  readonly mergeKey: string | undefined;
  /** A strategic merge patch keeps only the keys that it names. */
  readonly retainKeys: boolean;
  readonly defaultValue: string | undefined;
}

export type FieldType =
  | { readonly kind: "scalar"; readonly scalar: Scalar }
  | { readonly kind: "struct"; readonly name: string }
  | { readonly kind: "list"; readonly element: FieldType }
  | { readonly kind: "map"; readonly element: FieldType };

export type Scalar =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "float64"
  | "bytes"
  | "time"
  | "microtime"
  | "quantity"
  | "intorstring"
  | "fields"
  | "raw";

/** A built-in type: its fields in the order of the wire. */
export interface Type {
  readonly name: string;
  readonly atomic: boolean;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
  readonly byNumber: ReadonlyMap<number, Field>;
  /** Types whose fields are those of this one, by the number that they have in protobuf. */
  readonly embedded: ReadonlyMap<number, string>;
}

let lines: Map<string, readonly string[]> | undefined;
const parsed = new Map<string, Type>();

/** The type of that name: `core/Pod`. */
export function typeNamed(name: string): Type {
  let type = parsed.get(name);
  if (type === undefined) parsed.set(name, (type = parse(name)));
  return type;
}

function parse(name: string): Type {
  lines ??= sections();
  const [head, ...rest] = lines.get(name) ?? [];
  if (head === undefined) throw new RangeError(`there is no built-in type ${name}`);
  const own = rest.filter((line) => !line.startsWith("@")).map(parseField);
  const embedded = rest.filter((line) => line.startsWith("@")).map((line) => line.slice(1).split(" #"));
  const fields = rest.flatMap((line) =>
    line.startsWith("@") ? typeNamed(line.slice(1).split(" ")[0]!).fields : [parseField(line)],
  );
  return {
    name,
    atomic: head.endsWith(" atomic"),
    fields,
    byName: new Map(fields.map((field) => [field.name, field])),
    byNumber: new Map(
      own.flatMap((field) => (field.number === undefined ? [] : [[field.number, field] as const])),
    ),
    embedded: new Map(embedded.map(([type, number]) => [Number(number), type!])),
  };
}

function sections(): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of typeTable.split("\n")) {
    if (line === "") continue;
    if (!line.startsWith(" ") && !line.startsWith("@")) found.set(line.split(" ")[0]!, (current = []));
    current.push(line);
  }
  return found;
}

function parseField(line: string): Field {
  const [numbered, type, ...extras] = line.trim().split(" ");
  const [marked, number] = numbered!.split("#");
  const extra = (prefix: string): string | undefined =>
    extras.find((one) => one === prefix || one.startsWith(`${prefix}=`))?.slice(prefix.length + 1);
  return {
    name: marked!.replace(/[*!]+$/u, ""),
    number: number === undefined ? undefined : Number(number),
    type: parseType(type!),
    pointer: marked!.includes("*"),
    always: marked!.endsWith("!"),
    omitZero: extras.includes("omitzero"),
    listKeys: extra("map")?.split(","),
    listSet: extras.includes("set"),
    atomic: extras.includes("atomic"),
    mergeKey: extra("merge"),
    retainKeys: extras.includes("retain"),
    defaultValue: extra("default"),
  };
}

function parseType(text: string): FieldType {
  if (text.startsWith("[]")) return { kind: "list", element: parseType(text.slice(2)) };
  if (text.startsWith("{}")) return { kind: "map", element: parseType(text.slice(2)) };
  if (text.includes("/")) return { kind: "struct", name: text };
  return { kind: "scalar", scalar: text as Scalar };
}
