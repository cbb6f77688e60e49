import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of ConfigMaps, as an informer sees it. */
export interface ClusterServer extends Disposable {
  readonly url: string;
}

const linesAChunk = 50;

/** A ConfigMap of about 1 KB as JSON, as an API server writes it. */
export function configMap(i: number, version: number): object {
  return {
    metadata: {
      name: `config-${i}`,
      namespace: `namespace-${i % 100}`,
      uid: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
      resourceVersion: String(version),
      creationTimestamp: "2026-01-01T00:00:00Z",
      labels: { app: `app-${i % 50}`, tier: "backend" },
      managedFields: [
        {
          manager: "kubectl",
          operation: "Update",
          apiVersion: "v1",
          time: "2026-01-01T00:00:00Z",
          fieldsType: "FieldsV1",
          fieldsV1: {
            "f:data": { ".": {}, "f:text": {} },
            "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
          },
        },
      ],
    },
    data: { text: `${i} `.padEnd(560, "abcdefghij") },
  };
}

/**
 * Serves this many ConfigMaps: as a list at version `count`, or as the first events of a watch. Once `/change` was asked
 * for, watches tell of one change of each, as fast as their readers read, and stay open.
 */
export async function serveCluster(count: number): Promise<ClusterServer> {
  const items = Array.from({ length: count }, (_, i) => JSON.stringify(configMap(i, i + 1)));
  const head = `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"${count}"},"items":[`;
  const list = Buffer.from(`${head}${items.join(",")}]}`);
  const typed = '{"kind":"ConfigMap","apiVersion":"v1",';
  const added = chunksOf(count, (i) => `{"type":"ADDED","object":${typed}${items[i]!.slice(1)}}\n`);
  const annotations = '"annotations":{"k8s.io/initial-events-end":"true"}';
  added.push(
    Buffer.from(
      `{"type":"BOOKMARK","object":${typed}"metadata":{"resourceVersion":"${count}",${annotations}}}}\n`,
    ),
  );
  const changed = chunksOf(count, (i) => {
    const object = JSON.stringify(configMap(i, count + i + 1)).slice(1);
    return `{"type":"MODIFIED","object":${typed}${object}}\n`;
  });

  const change = Promise.withResolvers<void>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url!, "http://server");
    if (pathname === "/change") {
      change.resolve();
      response.end();
      return;
    }
    response.setHeader("content-type", "application/json");
    if (!searchParams.has("watch")) {
      response.end(list);
      return;
    }
    response.flushHeaders();
    const send = async (chunks: readonly Buffer[]): Promise<void> => {
      for (const chunk of chunks) if (!response.write(chunk)) await once(response, "drain");
    };
    if (searchParams.has("sendInitialEvents")) await send(added);
    await change.promise;
    await send(changed);
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => {}));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function chunksOf(count: number, line: (i: number) => string): Buffer[] {
  return Array.from({ length: Math.ceil(count / linesAChunk) }, (_, chunk) => {
    const from = chunk * linesAChunk;
    const length = Math.min(linesAChunk, count - from);
    return Buffer.from(Array.from({ length }, (__, i) => line(from + i)).join(""));
  });
}
