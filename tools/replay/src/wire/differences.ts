import type { Difference } from "../verdict.ts";

/** A difference that is meant: where it is, and why. */
interface KnownDifference {
  readonly servers: readonly string[];
  readonly id: RegExp;
  readonly differs: (difference: Difference) => boolean;
  readonly why: string;
}

const both = ["1.36", "1.20"];

const known: readonly KnownDifference[] = [
  {
    servers: both,
    id: /^misc\/version-health$/u,
    differs: ({ part }) =>
      /^body\.(gitVersion|gitCommit|goVersion|compiler|platform|major|minor)$/u.test(part),
    why: "/version names the build of the server",
  },
  {
    servers: both,
    id: /^misc\/version-health$/u,
    differs: ({ part }) => part === "body.paths",
    why: "the paths are those that the server has",
  },
  {
    servers: ["1.36"],
    id: /^misc\/discovery$/u,
    differs: ({ part, expected }) => part === "status" && expected === "404 {}",
    why: "the recorded server had no aggregation layer, so that it did not answer /apis",
  },
];

/** Why a difference is meant; undefined when it is not. */
export function knownDifference(
  server: string,
  id: string,
  _at: number,
  differences: readonly Difference[],
): string | undefined {
  const candidates = known.filter((one) => one.servers.includes(server) && one.id.test(id));
  return candidates.find((one) => differences.every((difference) => one.differs(difference)))?.why;
}
