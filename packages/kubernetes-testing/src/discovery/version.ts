import type { Dialect } from "../dialect.ts";

/** `/version`. The commit says that this is no build of Kubernetes. */
export function versionDocument({ minor }: Dialect): unknown {
  const built = {
    gitVersion: `v1.${minor}.0+workset`,
    gitCommit: "",
    gitTreeState: "",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "",
    platform: `${process.platform}/${process.arch}`,
  };
  if (minor < 30) return { major: "1", minor: String(minor), ...built };
  return {
    major: "1",
    minor: String(minor),
    emulationMajor: "1",
    emulationMinor: String(minor),
    minCompatibilityMajor: "1",
    minCompatibilityMinor: String(minor - 1),
    ...built,
  };
}
