import type { Classify } from "./classify.ts";
import { done, giveUp, retry, type Outcome } from "../in-hand/outcome.ts";

/** What is done about errors of a class: always the same, or as the error says. */
export type Reaction<E> = "done" | "retry" | "give-up" | ((error: E) => Outcome | undefined);

/**
 * A {@link Classify} from a table with a line for each class of errors: one that is forgotten does not compile.
 * `classOf` names the class of an error; `undefined` leaves the error to the default.
 *
 * A conflict is best retried as the limiter says, at once would be a hot loop; forbidden and unauthorized as well,
 * because permissions are often granted later.
 */
export function classes<Class extends string, E = unknown>(
  classOf: (error: unknown) => Class | undefined,
  reactions: { readonly [C in NoInfer<Class>]: Reaction<E> },
): Classify {
  const byClass = new Map<string, Reaction<E>>(Object.entries(reactions));
  return (error) => {
    const reaction = byClass.get(classOf(error) ?? "");
    if (typeof reaction === "function") return reaction(error as E);
    if (reaction === undefined) return undefined;
    if (reaction === "done") return done;
    return reaction === "retry" ? retry(error) : giveUp(error);
  };
}
