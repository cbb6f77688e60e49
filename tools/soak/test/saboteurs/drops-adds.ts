import type { House } from "../../src/house.ts";

/** A queue that acknowledges every hundredth add and forgets it. */
export function enter({ foundation: { queue } }: House): Disposable {
  const add = queue.add.bind(queue);
  let adds = 0;
  queue.add = (...given) => (++adds % 100 === 0 ? Promise.resolve("added") : add(...given));
  return { [Symbol.dispose]: () => {} };
}
