import { RestClient } from "@workset/kubernetes";
import { restClientMetrics } from "@workset/kubernetes/prometheus";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { answering } from "./scripted-fetch.ts";

test("requests are counted under the names of client-go, and no label names an object", async () => {
  const registry = new Registry();
  const busy = { status: 429, headers: { "retry-after": "0" } };
  const { cluster } = answering(busy, { body: {} }, { status: 404 }, new Error("cut"));
  const rateLimit = { perSecond: 1000, burst: 1000 };
  const rest = new RestClient({ cluster, observer: restClientMetrics(registry), rateLimit });
  const pod = rest.get().namespace("shop").resource("pods").name("web");
  await pod.do();
  await rest
    .delete()
    .namespace("shop")
    .resource("pods")
    .name("web")
    .do()
    .catch(() => {});
  await pod.do().catch(() => {});
  const text = await registry.metrics();
  const lines = text.split("\n").filter((line) => /_(total|count)\{/.test(line));
  const host = 'host="server.test:8080"';
  expect(lines.toSorted()).toEqual(
    [
      `rest_client_rate_limiter_duration_seconds_count{verb="get",${host}} 3`,
      `rest_client_rate_limiter_duration_seconds_count{verb="delete",${host}} 1`,
      `rest_client_request_duration_seconds_count{verb="get",${host}} 3`,
      `rest_client_request_duration_seconds_count{verb="delete",${host}} 1`,
      `rest_client_request_retries_total{code="429",verb="get",${host}} 1`,
      `rest_client_requests_total{code="200",method="GET",${host}} 1`,
      `rest_client_requests_total{code="404",method="DELETE",${host}} 1`,
      `rest_client_requests_total{code="429",method="GET",${host}} 1`,
      `rest_client_requests_total{code="<error>",method="GET",${host}} 1`,
    ].toSorted(),
  );
  expect(text).not.toMatch(/web|shop/);
});
