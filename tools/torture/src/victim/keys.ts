import type { Random } from "kit";

/** Keys that are always in work. */
const hot: readonly string[] = Array.from({ length: 8 }, (_, n) => `hot-${n}`);
/** Keys that are wanted again now and then, before and after a crash. */
const warm: readonly string[] = Array.from({ length: 200 }, (_, n) => `warm-${n}`);

/** The keys that a program knows when it starts. */
export const knownKeys: readonly string[] = [...hot, ...warm];

/** A known key, or one out of a space so large that most of its keys rest. */
export function someKey(random: Random): string {
  const choice = random.next();
  if (choice < 0.3) return hot[random.int(hot.length)]!;
  return choice < 0.6 ? warm[random.int(warm.length)]! : `cold-${random.int(50_000)}`;
}

/** Padding for some payloads, so that the log of the database grows and is written back now and then. */
export function somePadding(random: Random): { readonly padding?: string } {
  return random.chance(0.05) ? { padding: "x".repeat(1 + random.int(20_000)) } : {};
}
