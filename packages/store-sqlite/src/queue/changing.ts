import { idle } from "./key-row.ts";
import type { QueueKeys } from "./queue-keys.ts";

/** Clears the count of failures; a row that stood for nothing else goes. */
export function forget(keys: QueueKeys, key: string): void {
  const row = keys.find(key);
  if (!row || row.failures === 0) return;
  row.failures = 0;
  if (row.state === idle && row.due_at === null) keys.remove(row);
  else keys.write(row);
}

/** Takes back what waits for this key; whether anything did. */
export function cancel(keys: QueueKeys, key: string): boolean {
  const row = keys.find(key);
  if (!row || row.due_at === null) return false;
  keys.endWait(row);
  if (row.state === idle) keys.leave(row);
  else keys.write(row);
  return true;
}

/** Lets a waiting key wait until `dueAt` at least; whether it was waiting. */
export function postpone(keys: QueueKeys, key: string, dueAt: number): boolean {
  const row = keys.find(key);
  if (!row || row.due_at === null) return false;
  if (dueAt > row.due_at) {
    keys.wait(row, dueAt);
    keys.write(row);
  }
  return true;
}
