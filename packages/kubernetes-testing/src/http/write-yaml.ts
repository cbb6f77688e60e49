import { stringify } from "yaml";

/** Writes a value as servers write YAML: keys sorted, lists not indented, what YAML 1.1 would misread in quotes. */
export function writeYaml(value: unknown): string {
  return stringify(JSON.parse(JSON.stringify(value)), {
    version: "1.1",
    sortMapEntries: true,
    indentSeq: false,
    lineWidth: 0,
    defaultStringType: "PLAIN",
    aliasDuplicateObjects: false,
  });
}
