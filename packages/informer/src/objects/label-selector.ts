import { checkedRequirement, meets, type LabelRequirement, type Labels } from "./label-requirement.ts";
import { parseRequirements } from "./parse-requirements.ts";

/** A selector as Kubernetes objects carry it. What is given in both parts must all hold. */
export interface LabelSelectorObject {
  /** Labels that must be there with these values. */
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    /** At least one for `In` and `NotIn`, none for the others. */
    readonly values?: readonly string[];
  }[];
}

/** Picks objects by their labels. */
export interface LabelSelector {
  /** What must hold, all of it; empty for a selector that every object meets. */
  readonly requirements: readonly LabelRequirement[];
  /** Whether an object with these labels is meant. */
  matches(labels: Labels | undefined): boolean;
}

const operators = { In: "in", NotIn: "notin", Exists: "exists", DoesNotExist: "!" } as const;
const noLabels: Labels = {};

/**
 * Reads a label selector, as text in the syntax of Kubernetes (`app=web, tier!=db, env in (a, b), !legacy, size > 3`) or
 * as an object. An empty one means every object.
 * @throws RangeError, naming the part, when it is not a selector.
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
