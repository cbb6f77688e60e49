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
    servers: ["1.20"],
    id: /./u,
    differs: ({ part, expected }) =>
      part === "body.message" && / error found in #\d+ byte of /u.test(String(expected)),
    why: "the decoder of old servers shows the bytes around a fault",
  },
  {
    servers: ["1.20"],
    id: /^misc\/discovery$/u,
    differs: ({ part }) => part === "body.groups" || part.startsWith("body.versions"),
    why: "groups and beta versions that the server does not have",
  },
  {
    servers: ["1.20"],
    id: /^cm\/compacted$/u,
    differs: ({ part }) => part.startsWith("event 0"),
    why: "the watch cache of the recorded server had dropped its beginning",
  },
  {
    servers: ["1.20"],
    id: /^crd\/(cluster|namespaced)\/life$/u,
    differs: ({ part }) => part.startsWith("body.metadata.managedFields[0].fieldsV1.f:status.f:conditions"),
    why: "the conditions of definitions are one field in old servers",
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
