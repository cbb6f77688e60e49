import { isObject, own, type JsonObject } from "../object.ts";
import { eachOf, withDefaults, within } from "./fill.ts";

/** What a pod gets that does not say it: in its own spec and in that of a template. */
export function podSpecDefaults(spec: JsonObject): JsonObject {
  let result = spec;
  for (const list of ["initContainers", "containers", "ephemeralContainers"]) {
    result = eachOf(result, list, containerDefaults);
  }
  result = eachOf(result, "volumes", volumeDefaults);
  return withDefaults(result, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    securityContext: {},
    schedulerName: "default-scheduler",
  });
}

/** A template of pods, with its defaults. */
export function templateDefaults(spec: JsonObject): JsonObject {
  return within(spec, "template", (template) => within(template, "spec", podSpecDefaults));
}

function containerDefaults(container: JsonObject): JsonObject {
  const image = own(container, "image");
  let result = withDefaults(container, {
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: typeof image === "string" && isLatest(image) ? "Always" : "IfNotPresent",
  });
  result = eachOf(result, "ports", (port) => withDefaults(port, { protocol: "TCP" }));
  result = eachOf(result, "env", (env) =>
    within(env, "valueFrom", (from) =>
      within(from, "fieldRef", (ref) => withDefaults(ref, { apiVersion: "v1" })),
    ),
  );
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"])
    result = within(result, probe, probeDefaults);
  return within(result, "resources", requestsOfLimits);
}

/** Whether an image has the tag `latest`, or none. */
function isLatest(image: string): boolean {
  if (image.includes("@")) return false;
  const tag = /:([^/:]+)$/u.exec(image)?.[1];
  return tag === undefined || tag === "latest";
}

function probeDefaults(probe: JsonObject): JsonObject {
  const filled = withDefaults(probe, {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  });
  return within(filled, "httpGet", (get) => withDefaults(get, { path: "/", scheme: "HTTP" }));
}

/** What is limited and not requested is requested up to its limit. */
function requestsOfLimits(resources: JsonObject): JsonObject {
  const limits = own(resources, "limits");
  if (!isObject(limits)) return resources;
  const requests = own(resources, "requests");
  return {
    ...resources,
    requests: withDefaults(isObject(requests) ? requests : {}, limits),
  };
}

function volumeDefaults(volume: JsonObject): JsonObject {
  const { name: _, ...sources } = volume;
  if (Object.keys(sources).length === 0) return { ...volume, emptyDir: {} };
  let result = volume;
  for (const source of ["secret", "configMap", "downwardAPI", "projected"]) {
    result = within(result, source, (one) => withDefaults(one, { defaultMode: 420 }));
  }
  return within(result, "hostPath", (path) => withDefaults(path, { type: "" }));
}
