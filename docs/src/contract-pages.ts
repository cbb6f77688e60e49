import { contractPage, queueContract, storeContract } from "@workset/contract";

/** The guides that are printed from the clauses, by file name. */
export const contractPages: ReadonlyMap<string, string> = new Map([
  [
    "queue-contract.md",
    page(
      "What every work queue promises",
      "Each line is a clause that the queues in the process and the durable queue over every store are held to. What a queue must be capable of for a clause to mean anything stands behind it.",
      contractPage(queueContract),
    ),
  ],
  [
    "store-contract.md",
    page(
      "What every store promises",
      "Each line is a clause that every backend of the durable queue is held to. What a store must be capable of for a clause to mean anything stands behind it.",
      contractPage(storeContract),
    ),
  ],
]);

function page(title: string, about: string, clauses: string): string {
  return `# ${title}\n\n${about}\n\n${clauses}`;
}
