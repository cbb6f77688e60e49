import type { SoakApp } from "../../src/soak-app.ts";
import { atEachStart } from "./runners.ts";

/** A runner that listens to the signal of the app, and is still listening when it has stopped. */
export function enter({ stopping }: SoakApp): Disposable {
  return atEachStart(() => stopping.addEventListener("abort", () => {}));
}
