import { checkedRequirement, meets, type LabelRequirement, type Labels } from "./label-requirement.ts";
import { parseRequirements } from "./parse-requirements.ts";

/** A selector as Kubernetes objects contain it. All requirements of both parts must hold. */
export interface LabelSelectorObject {
  /** Labels that must have these values. */
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    /** At least one for `In` and `NotIn`, none for the others. */
    readonly values?: readonly string[];
  }[];
}

/** Selects objects by their labels. */
export interface LabelSelector {
  /** The requirements, all of which must hold; empty for a selector that matches every object. */
  readonly requirements: readonly LabelRequirement[];
  /** Whether the selector matches an object with these labels. */
  matches(labels: Labels | undefined): boolean;
}

const operators = { In: "in", NotIn: "notin", Exists: "exists", DoesNotExist: "!" } as const;
const noLabels: Labels = {};

/**
 * Parses a label selector: text in the syntax of Kubernetes (`app=web, tier!=db, env in (a, b), !legacy, size > 3`) or
 * an object. An empty one matches every object.
 * @throws RangeError, naming the part, when it is no selector.
 */
export function labelSelector(selector: string | LabelSelectorObject): LabelSelector {
  const requirements = typeof selector === "string" ? parseRequirements(selector) : ofObject(selector);
  return {
    requirements,
    matches: (labels = noLabels) => requirements.every((requirement) => meets(requirement, labels)),
  };
}

function ofObject({ matchLabels = {}, matchExpressions = [] }: LabelSelectorObject): LabelRequirement[] {
  const labels = Object.entries(matchLabels).map(([key, value]) =>
    checkedRequirement({ key, operator: "in", values: [value] }),
  );
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (!Object.hasOwn(operators, operator)) {
      const known = Object.keys(operators).join(", ");
      throw new RangeError(`the operator of the label ${key} must be one of ${known}, but it is ${operator}`);
    }
    return checkedRequirement({ key, operator: operators[operator], values });
  });
  return [...labels, ...expressions];
}
