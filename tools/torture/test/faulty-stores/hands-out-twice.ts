import type { Claim, Ending, Holding, Store } from "@workset/store";
import { faulty } from "./faulty.ts";

/** Now and then hands out what is in hand already. */
export function openStore(path: string): Promise<Store> {
  return faulty(path, (queue) => {
    let takes = 0;
    const held = new Map<string, Claim>();
    const ended = (ending: Promise<Ending>, claim: Holding): Promise<Ending> => {
      held.delete(claim.key);
      return ending;
    };
    return {
      take: async (max, now) => {
        const [processing] = held.values();
        if (++takes % 5 === 0 && processing) return [processing];
        const claims = await queue.take(max, now);
        for (const claim of claims) held.set(claim.key, claim);
        return claims;
      },
      complete: (claim, now) => ended(queue.complete(claim, now), claim),
      retry: (claim, delayMs, now) => ended(queue.retry(claim, delayMs, now), claim),
      giveBack: (claim, now) => ended(queue.giveBack(claim, now), claim),
      giveUp: (claim, error, now) => ended(queue.giveUp(claim, error, now), claim),
    };
  });
}
