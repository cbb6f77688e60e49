import type { Clock } from "@workset/clock";
import { tooLargeVersion } from "../http/status-error.ts";
import type { Storage } from "./storage.ts";

const longestWaitMs = 3000;

/** Waits until the storage has reached a version. @throws StatusError 504 when it has not after three seconds. */
export async function waitForRevision(
  { storage, clock }: { readonly storage: Storage; readonly clock: Clock },
  version: number,
): Promise<void> {
  if (storage.revision >= version) return;
  await new Promise<void>((resolve, reject) => {
    const timer = clock.after(longestWaitMs, () => {
      subscription[Symbol.dispose]();
      reject(tooLargeVersion(version, storage.revision));
    });
    const subscription = storage.subscribe(({ revision }) => {
      if (revision < version) return;
      timer[Symbol.dispose]();
      subscription[Symbol.dispose]();
      resolve();
    });
  });
}
