#!/usr/bin/env node
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { kubeconfigFor } from "./kubeconfig.ts";
import { startApiServer, type ApiServer } from "./server.ts";

const usage = `usage: kubernetes-testing [options]

Starts a Kubernetes API server on this machine and prints a kubeconfig for it. It ends with Ctrl-C.

  --port N             the port; a free one when it is left out
  --tls                speak TLS, with a certificate made for this run
  --file FILE          keep the state in a SQLite file
  --version 1.36|1.20  the version to answer as
  --kubeconfig FILE    write the kubeconfig there instead of printing it
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "0" },
      tls: { type: "boolean", default: false },
      file: { type: "string" },
      version: { type: "string", default: "1.36" },
      kubeconfig: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const { file, kubeconfig } = values;
  await using server: ApiServer = await startApiServer({
    version: values.version as "1.36",
    ...(file === undefined ? {} : { file }),
  });
  const port = await server.listen({ port: Number(values.port), tls: values.tls });
  const text = kubeconfigFor(port);
  if (kubeconfig === undefined) process.stdout.write(text);
  else await writeFile(kubeconfig, text, { mode: 0o600 });
  process.stderr.write(`${port.url} is ready\n`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}
