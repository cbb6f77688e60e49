import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { kubeconfigFor, startApiServer } from "@workset/kubernetes-testing";
import { expect, test } from "vitest";

const run = promisify(execFile);

function found(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("kubectl was not found: what it does against the server is not tested here");
    return false;
  }
}

const deployment = (image: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, image: "${image}" }] }
`;

test.skipIf(!found())(
  "kubectl creates, applies, patches, scales, edits, waits and deletes",
  { timeout: 120_000 },
  async () => {
    await using server = await startApiServer();
    const port = await server.listen({ tls: true });
    const folder = await mkdtemp(join(tmpdir(), "kubectl-"));
    const config = join(folder, "kubeconfig");
    const manifest = join(folder, "web.yaml");
    await writeFile(config, kubeconfigFor(port));
    const kubectl = async (...args: string[]): Promise<string> => {
      const env = {
        ...process.env,
        KUBECONFIG: config,
        HOME: folder,
        KUBE_EDITOR: "sed -i s/nginx:3/nginx:4/",
      };
      return (await run("kubectl", args, { env })).stdout.trim();
    };
    const image = (): Promise<string> =>
      kubectl("get", "deploy", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}");
    try {
      await writeFile(manifest, deployment("nginx:1"));
      expect(await kubectl("create", "-f", manifest)).toBe("deployment.apps/web created");
      expect(await kubectl("get", "deploy", "web", "--no-headers")).toMatch(/^web\s+0\/2/u);
      expect(await kubectl("describe", "deploy", "web")).toContain("Selector:               app=web");
      await writeFile(manifest, deployment("nginx:2"));
      await kubectl("apply", "-f", manifest);
      expect(await image()).toBe("nginx:2");
      await writeFile(manifest, deployment("nginx:3"));
      await kubectl("apply", "--server-side", "--force-conflicts", "-f", manifest);
      expect(await image()).toBe("nginx:3");
      await kubectl("edit", "deploy", "web");
      expect(await image()).toBe("nginx:4");
      await kubectl("scale", "deploy", "web", "--replicas=5");
      await kubectl("create", "configmap", "typed", "--from-literal=a=b");
      expect(await kubectl("get", "configmap", "typed", "-o", "jsonpath={.data.a}")).toBe("b");
      await kubectl("create", "job", "typed", "--image=nginx", "--", "sleep", "1");
      expect(
        await kubectl("get", "job", "typed", "-o", "jsonpath={.spec.template.spec.containers[0].command}"),
      ).toBe('["sleep","1"]');
      await kubectl("patch", "deploy", "web", "-p", '{"metadata":{"labels":{"a":"b"}}}');
      expect(await kubectl("get", "deploy", "-l", "a=b", "-o", "jsonpath={.items[0].spec.replicas}")).toBe(
        "5",
      );
      expect(
        await kubectl("wait", "--for=jsonpath={.spec.replicas}=5", "deploy/web", "--timeout=20s"),
      ).toContain("met");
      expect(await kubectl("delete", "deploy", "web")).toBe('deployment.apps "web" deleted');
      expect(await kubectl("get", "deploy", "-o", "name")).toBe("");
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
