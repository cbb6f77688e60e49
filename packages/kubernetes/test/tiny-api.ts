import type { Cluster, FetchResponse, KubernetesObject } from "@workset/kubernetes";
import { bytes } from "./scripted-fetch.ts";

/** A list of one kind, and a watch of it: as much of an API server as a test of informers needs. */
export class TinyApi {
  readonly #objects = new Map<string, KubernetesObject>();
  readonly #history: { readonly version: number; readonly line: string }[] = [];
  readonly #watches = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #version: number;
  readonly #uid: string;
  /** What was asked, without parameters but those named. */
  readonly asked: string[] = [];
  /** Answers instead of the server. */
  refuses: ((path: string) => number | undefined) | undefined;

  constructor({
    uid = "cluster-1",
    version = 100,
  }: { readonly uid?: string; readonly version?: number } = {}) {
    this.#uid = uid;
    this.#version = version;
  }

  readonly cluster: Cluster = {
    url: "http://tiny.test",
    fetch: async (input, { signal, headers }): Promise<FetchResponse> => {
      signal?.throwIfAborted();
      const { pathname, searchParams: query } = new URL(input);
      const from = query.get("resourceVersion") ?? "";
      const isWatch = query.get("watch") === "true";
      this.asked.push(`${isWatch ? "watch" : "get"} ${pathname}${from && ` from ${from}`}`);
      const refused = this.refuses?.(pathname);
      if (refused) return new Response("no", { status: refused });
      if (pathname === "/api/v1/namespaces/kube-system")
        return Response.json({ metadata: { uid: this.#uid } });
      if (isWatch && query.get("sendInitialEvents")) return new Response("no", { status: 422 });
      if (isWatch) return new Response(this.#watch(Number(from), signal));
      if (Number(from) > this.#version) {
        const causes = [{ reason: "ResourceVersionTooLarge" }];
        return Response.json({ kind: "Status", code: 504, details: { causes } }, { status: 504 });
      }
      const kind = headers["accept"]?.includes("PartialObjectMetadataList")
        ? "PartialObjectMetadataList"
        : "ConfigMapList";
      const metadata = { resourceVersion: String(this.#version) };
      return Response.json({ kind, apiVersion: "v1", metadata, items: [...this.#objects.values()] });
    },
  };

  put(name: string, more: object = {}, metadata: object = {}): void {
    const key = `shop/${name}`;
    const type = this.#objects.has(key) ? "MODIFIED" : "ADDED";
    const version = String(++this.#version);
    const managedFields = [{ manager: "me" }];
    const object = {
      metadata: {
        name,
        namespace: "shop",
        uid: `uid-${name}`,
        resourceVersion: version,
        ...metadata,
        managedFields,
      },
      ...more,
    };
    this.#objects.set(key, object);
    this.#tell(type, object);
  }

  remove(name: string): void {
    const key = `shop/${name}`;
    const last = this.#objects.get(key)!;
    this.#objects.delete(key);
    this.#tell("DELETED", {
      ...last,
      metadata: { ...last.metadata, resourceVersion: String(++this.#version) },
    });
  }

  #tell(type: string, object: KubernetesObject): void {
    const line = `${JSON.stringify({ type, object: { kind: "ConfigMap", apiVersion: "v1", ...object } })}\n`;
    this.#history.push({ version: this.#version, line });
    for (const watch of this.#watches) watch.enqueue(bytes(line));
  }

  #watch(from: number, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const leave = (): void => void this.#watches.delete(own);
    return new ReadableStream({
      start: (controller) => {
        own = controller;
        this.#watches.add(controller);
        for (const { version, line } of this.#history) if (version > from) controller.enqueue(bytes(line));
        signal?.addEventListener("abort", () => {
          if (this.#watches.has(own)) controller.error(signal.reason);
          leave();
        });
      },
      cancel: leave,
    });
  }
}
