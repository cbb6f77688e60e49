import type { Admission } from "../resources/object-store.ts";
import { cleanupFinalizer } from "./definitions.ts";

/** Admits everything as it is. */
export function admissionOf(): Admission {
  return {
    create: (_resource, object) => object,
    update: (_resource, object) => object,
    deletion: ({ plural, group }) => ({
      graceSeconds: undefined,
      finalizers:
        plural === "customresourcedefinitions" && group === "apiextensions.k8s.io" ? [cleanupFinalizer] : [],
    }),
  };
}
