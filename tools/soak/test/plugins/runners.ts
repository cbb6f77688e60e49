import { Runner } from "@workset/controller";

/** Has this done whenever a runner starts. */
export function atEachStart(act: () => void): Disposable {
  const start = Object.getOwnPropertyDescriptor(Runner.prototype, "start")!.value as (
    this: Runner,
  ) => Promise<void>;
  Runner.prototype.start = function (this: Runner): Promise<void> {
    act();
    return start.call(this);
  };
  return {
    [Symbol.dispose]() {
      Runner.prototype.start = start;
    },
  };
}
