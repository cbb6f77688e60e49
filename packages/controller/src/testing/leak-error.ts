/** Thrown at the end of a test that left something behind. */
export class LeakError extends Error {
  override readonly name = "LeakError";
  /** What was left, one line each. */
  readonly leaks: readonly string[];

  constructor(leaks: readonly string[]) {
    super(`the test has left behind:\n${leaks.map((leak) => `- ${leak}\n`).join("")}`);
    this.leaks = leaks;
  }
}
