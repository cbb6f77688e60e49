const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * The shard of a key, by rendezvous hashing: every shard gets about the same number of keys, the same shards in any order
 * give the same result, and when a shard is added or removed only its keys move.
 * @throws RangeError when there are no shards.
 */
export function rendezvous(shards: Iterable<string>, key: string): string {
  let best: string | undefined;
  let highest = -1;
  for (const shard of shards) {
    const weight = hash(key, hash(shard, offsetBasis));
    if (weight > highest || (weight === highest && shard < best!)) {
      best = shard;
      highest = weight;
    }
  }
  if (best === undefined) throw new RangeError("shards must not be empty: the key belongs to one of them");
  return best;
}

/** FNV-1a over the UTF-16 code units, with the bits mixed well at the end: the weights are compared, not reduced. */
function hash(text: string, seed: number): number {
  let hashed = seed;
  for (let index = 0; index < text.length; index++) {
    hashed = Math.imul(hashed ^ text.charCodeAt(index), prime);
  }
  hashed = Math.imul(hashed ^ (hashed >>> 16), 0x85ebca6b);
  hashed = Math.imul(hashed ^ (hashed >>> 13), 0xc2b2ae35);
  return (hashed ^ (hashed >>> 16)) >>> 0;
}
