import { startApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";

const configMaps = "/api/v1/namespaces/default/configmaps";

async function json(response: Response): Promise<{ [field: string]: unknown }> {
  return (await response.json()) as { [field: string]: unknown };
}

function create(name: string): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ metadata: { name }, data: { a: "1" } }),
  };
}

test("an object that was created is read and listed", async () => {
  await using server = await startApiServer();
  const created = await server.fetch(configMaps, create("a"));
  expect(created.status).toBe(201);
  expect(await json(await server.fetch(`${configMaps}/a`))).toEqual(await json(created));
  const list = await json(await server.fetch(configMaps));
  expect(list["items"]).toHaveLength(1);
});

test("a watch delivers what follows the version of a list, over a port as without one", async () => {
  await using server = await startApiServer();
  const { url } = await server.listen();
  const list = await json(await server.fetch(configMaps));
  const { resourceVersion } = list["metadata"] as { resourceVersion: string };
  for (const call of [server.fetch, (path: string, init?: RequestInit) => fetch(`${url}${path}`, init)]) {
    const left = new AbortController();
    const watch = await call(`${configMaps}?watch=1&resourceVersion=${resourceVersion}`, {
      signal: left.signal,
    });
    const reader = watch.body!.getReader();
    const name = call === server.fetch ? "in-process" : "by-port";
    await call(configMaps, create(name));
    let text = "";
    while (!text.includes(name)) text += new TextDecoder().decode((await reader.read()).value);
    expect(JSON.parse(text.trim().split("\n").at(-1)!)).toMatchObject({
      type: "ADDED",
      object: { metadata: { name } },
    });
    left.abort();
    await expect(reader.read()).rejects.toThrow();
  }
});
