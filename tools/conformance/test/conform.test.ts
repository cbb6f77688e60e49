import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kubeconfigFor, startApiServer } from "@workset/kubernetes-testing";
import { expect, test, vi } from "vitest";
import { conform } from "../src/conform.ts";

test("without a server nothing is checked, and the report says so", async () => {
  const said: string[] = [];
  const status = await conform({
    kubeconfig: undefined,
    report: () => undefined,
    complain: (line) => said.push(line),
  });
  expect([status, said]).toEqual([0, ["SKIPPED: no clause was checked, because KUBECONFIG names no server"]]);
});

test("a server that KUBECONFIG names is held to the clauses over TLS", { timeout: 120_000 }, async () => {
  await using server = await startApiServer();
  const port = await server.listen({ tls: true });
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, kubeconfigFor(port));
  vi.stubEnv("KUBECONFIG", kubeconfig);
  try {
    const said: string[] = [];
    const status = await conform({
      kubeconfig,
      report: (line) => said.push(line),
      complain: () => undefined,
    });
    expect(said.filter((line) => line.includes("BROKEN"))).toEqual([]);
    expect([status, said.at(-1)]).toEqual([0, "40 kept, 2 skipped, 0 broken"]);
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  }
});
