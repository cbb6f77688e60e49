import type { SoakApp } from "../../src/soak-app.ts";

/** A queue that acknowledges every hundredth add and forgets it. */
export function enter({ resources: { queue } }: SoakApp): Disposable {
  const add = queue.add.bind(queue);
  let adds = 0;
  queue.add = (...given) => (++adds % 100 === 0 ? Promise.resolve("added") : add(...given));
  return { [Symbol.dispose]: () => {} };
}
