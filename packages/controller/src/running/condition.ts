/** How a part of a program is doing. */
export interface Condition {
  /** Where it is in its life. */
  readonly state: "new" | "starting" | "running" | "stopping" | "stopped" | "failed";
  /** Whether it does, or may yet do, what it is there for; if not, only a new start of the program helps. */
  readonly healthy: boolean;
  /** Whether it does what it is there for now. */
  readonly ready: boolean;
  /** Why it is not, in words for an operator. */
  readonly reason?: string;
}
