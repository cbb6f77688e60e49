import type { Claim, Store } from "@workset/store";
import { faulty } from "./faulty.ts";

/** Now and then hands out a key that is processing already. */
export function openStore(path: string): Promise<Store> {
  return faulty(path, (queue) => {
    let takes = 0;
    const held = new Map<string, Claim>();
    return {
      take: async (max, now) => {
        const [processing] = held.values();
        if (++takes % 5 === 0 && processing) return [processing];
        const claims = await queue.take(max, now);
        for (const claim of claims) held.set(claim.key, claim);
        return claims;
      },
      release: (claim, how, now) => {
        held.delete(claim.key);
        return queue.release(claim, how, now);
      },
    };
  });
}
