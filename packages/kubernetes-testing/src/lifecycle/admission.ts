import type { Admission } from "../resources/object-store.ts";

/** Admits everything as it is. */
export function admissionOf(): Admission {
  return {
    create: (_resource, object) => object,
    update: (_resource, object) => object,
    graceSeconds: () => undefined,
  };
}
