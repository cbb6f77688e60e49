import { failure } from "../http/status-error.ts";

/** Who may call a server, and as whom. */
export interface User {
  readonly name: string;
  readonly groups?: readonly string[];
}

/** A rule: allows or denies some users some requests. The first that fits decides. */
export interface AccessRule {
  readonly allow: boolean;
  /** Names of users, or groups as `group:NAME`. @defaultValue every user */
  readonly users?: readonly string[];
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. @defaultValue every verb */
  readonly verbs?: readonly string[];
  /** Names of groups; the core group is "". @defaultValue every group */
  readonly apiGroups?: readonly string[];
  /** `pods`, or `pods/status`. @defaultValue every resource */
  readonly resources?: readonly string[];
  /** @defaultValue every namespace */
  readonly namespaces?: readonly string[];
}

/** Who is let in. */
export interface AccessOptions {
  /** The users by their bearer tokens. Without tokens every request is let in and may do everything. */
  readonly tokens?: Readonly<Record<string, User>>;
  /**
   * Whether requests without a token come in, as `system:anonymous`.
   * @defaultValue true
   */
  readonly anonymous?: boolean;
  /**
   * What users may do; what no rule decides is denied to anonymous requests and allowed to all others.
   * @defaultValue none
   */
  readonly rules?: readonly AccessRule[];
}

/** What a request wants, as rules see it. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

const anonymous: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** Decides who a request is from and what it may do. */
export class Access {
  readonly #tokens: ReadonlyMap<string, User> | undefined;
  readonly #anonymous: boolean;
  readonly #rules: readonly AccessRule[];

  constructor({ tokens, anonymous = true, rules = [] }: AccessOptions) {
    this.#tokens = tokens === undefined ? undefined : new Map(Object.entries(tokens));
    this.#anonymous = anonymous;
    this.#rules = rules;
  }

  /** @throws StatusError 401 when the token is unknown, or missing and wanted. */
  authenticate(headers: Headers): User {
    const token = /^Bearer (.+)$/u.exec(headers.get("authorization") ?? "")?.[1];
    if (this.#tokens === undefined) return { name: "system:admin", groups: ["system:masters"] };
    if (token === undefined) {
      if (this.#anonymous) return anonymous;
      throw failure(401, "Unauthorized", "Unauthorized");
    }
    const user = this.#tokens.get(token);
    if (user === undefined) throw failure(401, "Unauthorized", "Unauthorized");
    return user;
  }

  /** @throws StatusError 403 when no rule lets the user do this. */
  authorize(user: User, wanted: Attributes): void {
    if (this.#allows(user, wanted)) return;
    const { verb, group, plural, namespace, name, subresource } = wanted;
    const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
    const scope =
      namespace === undefined ? "at the cluster scope" : `in the namespace ${JSON.stringify(namespace)}`;
    const qualified = group === "" ? plural : `${plural}.${group}`;
    const what = name === undefined ? qualified : `${qualified} ${JSON.stringify(name)}`;
    throw failure(
      403,
      "Forbidden",
      `${what} is forbidden: User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)} ${scope}`,
      { ...(name === undefined ? {} : { name }), ...(group === "" ? {} : { group }), kind: plural },
      { "x-content-type-options": "nosniff" },
    );
  }

  #allows(user: User, wanted: Attributes): boolean {
    if (this.#tokens === undefined && this.#rules.length === 0) return true;
    const rule = this.#rules.find((one) => fits(one, user, wanted));
    return rule?.allow ?? user !== anonymous;
  }
}

function fits(
  rule: AccessRule,
  user: User,
  { verb, group, plural, namespace, subresource }: Attributes,
): boolean {
  const names = [user.name, ...(user.groups ?? []).map((one) => `group:${one}`)];
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
  return (
    (rule.users?.some((one) => names.includes(one)) ?? true) &&
    (rule.verbs?.includes(verb) ?? true) &&
    (rule.apiGroups?.includes(group) ?? true) &&
    (rule.resources?.includes(resource) ?? true) &&
    (rule.namespaces?.includes(namespace ?? "") ?? true)
  );
}
