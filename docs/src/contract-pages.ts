import {
  apiServerContract,
  cacheContract,
  contractPage,
  objectStoreContract,
  queueContract,
  sourceContract,
  storeContract,
  workersContract,
} from "@workset/contract";

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
  [
    "object-store-contract.md",
    page(
      "What every store of objects promises",
      "Each line is a clause that every store of a cache's objects is held to. What a store must be capable of for a clause to mean anything stands behind it.",
      contractPage(objectStoreContract),
    ),
  ],
  [
    "cache-contract.md",
    page(
      "What every cache that outlives its informer promises",
      "Each line is a clause that every place where an informer's cache is kept between two lives of the process is held to. What it must be capable of for a clause to mean anything stands behind it.",
      contractPage(cacheContract),
    ),
  ],
  [
    "api-server-contract.md",
    page(
      "What every API server promises",
      "Each line is a clause that the API server for tests is held to, and any real one by `npm run conformance`. What the harness must be capable of for a clause to mean anything stands behind it.",
      contractPage(apiServerContract),
    ),
  ],
  [
    "source-contract.md",
    page(
      "What every source promises",
      "Each line is a clause that every source of an informer, which is listed and watched, is held to. What a source must be capable of for a clause to mean anything stands behind it.",
      contractPage(sourceContract),
    ),
  ],
  [
    "workers-contract.md",
    page(
      "What the workers of a controller promise",
      "Each line is a clause that workers are held to, over every kind of queue. What the queue must be capable of for a clause to mean anything stands behind it.",
      contractPage(workersContract),
    ),
  ],
]);

function page(title: string, about: string, clauses: string): string {
  return `# ${title}\n\n${about}\n\n${clauses}`;
}
