/**
 * Keys as a controller sees them, `namespace/name`. Each is a flat string that has not been hashed yet, as if it had just
 * been parsed: a string put together with `+` would charge its flattening to the first who looks into it.
 */
export function makeKeys(count: number): string[] {
  const keys: string[] = [];
  for (let i = 0; i < count; i++) keys.push(Buffer.from(`default/pod-${i}`, "latin1").toString("latin1"));
  return keys;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
