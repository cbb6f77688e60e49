import { writeFileSync } from "node:fs";
import { contractPages } from "./contract-pages.ts";

// `pnpm --filter docs run contracts`: writes the pages anew from the clauses.
for (const [name, text] of contractPages) writeFileSync(new URL(`../guides/${name}`, import.meta.url), text);
