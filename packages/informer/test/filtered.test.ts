import { describe, expect, test } from "vitest";
import { filtered } from "../src/handlers/filtered.ts";
import type { EventHandler } from "../src/index.ts";

interface Thing {
  readonly name: string;
  readonly app: string;
}

const web = { name: "a", app: "web" };
const db = { name: "a", app: "db" };

describe("A filtered handler", () => {
  const heard: unknown[] = [];
  const handler: EventHandler<Thing> = {
    onAdd: (object, isInInitialList) => void heard.push(["add", object, isInInitialList]),
    onUpdate: (before, object) => void heard.push(["update", before, object]),
    onDelete: (deletion) => void heard.push(["delete", deletion]),
  };
  const onlyWeb = filtered<Thing>(
    handler,
    ({ app }) => app === "web",
    ({ name }) => name,
  );
  const left = { key: "a", last: web, finalStateUnknown: false };
  const unknown = { key: "a", last: undefined, finalStateUnknown: true };

  test.each<[string, () => unknown, unknown[]]>([
    ["hears of an object that is one of its own", () => onlyWeb.onAdd?.(web, true), ["add", web, true]],
    ["hears nothing of another", () => onlyWeb.onAdd?.(db, true), []],
    ["hears of a change from one to one", () => onlyWeb.onUpdate?.(web, web), ["update", web, web]],
    ["hears of a change to one as an add", () => onlyWeb.onUpdate?.(db, web), ["add", web, false]],
    ["hears of a change from one as a delete", () => onlyWeb.onUpdate?.(web, db), ["delete", left]],
    ["hears nothing of a change among others", () => onlyWeb.onUpdate?.(db, db), []],
    ["hears of a deletion by its last state", () => onlyWeb.onDelete?.(left), ["delete", left]],
    ["hears nothing of the deletion of another", () => onlyWeb.onDelete?.({ ...left, last: db }), []],
    ["hears of a deletion without a last state", () => onlyWeb.onDelete?.(unknown), ["delete", unknown]],
  ])("%s", (_, tell, expected) => {
    heard.length = 0;
    tell();
    expect(heard).toEqual(expected.length > 0 ? [expected] : []);
  });

  test("answers what the handler answers, so that its promise is awaited", () => {
    const promise = Promise.resolve();
    const slow = filtered<Thing>(
      { onAdd: () => promise },
      () => true,
      ({ name }) => name,
    );
    expect(slow.onAdd?.(web, false)).toBe(promise);
  });
});
