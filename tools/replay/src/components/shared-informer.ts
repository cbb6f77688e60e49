import { isDeepStrictEqual } from "node:util";
import type { WatchEvent } from "@workset/informer";
import {
  anyObject,
  count,
  fieldOf,
  fields,
  flag,
  list,
  notNegative,
  number,
  optional,
  refuse,
  set,
  text,
  type Check,
} from "../checks.ts";
import { component, type Component } from "../component.ts";
import { InformerPlace, type InformerConfig, type RecordedEvent, type Told } from "../informer-place.ts";
import { objectOrTombstone, recordedMeta, recordedObject, type RecordedObject } from "../recorded-object.ts";
import type { RecordedCall, RecordedStatus } from "../scripted-source.ts";
import type { Awaitable, Verb } from "../verb.ts";
import { asking } from "../verb.ts";

const none = fields({});

/** An array of these parts, one after the other. */
const tuple =
  (...parts: readonly Check<unknown>[]): Check<readonly unknown[]> =>
  (value, at) =>
    Array.isArray(value) && value.length === parts.length
      ? parts.map((part, index) => part(value[index], `${at}[${index}]`))
      : refuse(at, `an array of ${parts.length}`, value);

const word =
  (expected: string): Check<string> =>
  (value, at) =>
    value === expected ? expected : refuse(at, JSON.stringify(expected), value);

const eventParts = new Map<unknown, Check<readonly unknown[]>>([
  ["add", tuple(word("add"), recordedObject, flag)],
  ["update", tuple(word("update"), recordedObject, recordedObject)],
  ["delete", tuple(word("delete"), objectOrTombstone)],
]);

const recordedEvent: Check<RecordedEvent> = (value, at) => {
  const parts = Array.isArray(value) ? eventParts.get(value[0]) : undefined;
  if (!parts) return refuse(at, "a call of a handler", value);
  return parts(value, at) as unknown as RecordedEvent;
};

/** An object with any fields, each of which is what `each` takes. */
const byName =
  <T>(each: Check<T>): Check<Readonly<Record<string, T>>> =>
  (value, at) =>
    Object.fromEntries(
      Object.entries(anyObject(value, at)).map(([name, one]) => [name, each(one, `${at}.${name}`)]),
    );

const callParts = new Map<string, Check<object>>([
  ["list", fields({ list: fields({ resourceVersion: text, limit: number }) })],
  ["watch", fields({ watch: fields({ resourceVersion: text, allowWatchBookmarks: flag }) })],
  ["watchStop", fields({ watchStop: none })],
]);

const recordedCall: Check<RecordedCall> = (value, at) => {
  const parts = callParts.get(Object.keys(anyObject(value, at))[0] ?? "");
  if (!parts) return refuse(at, "a call of the source", value);
  return parts(value, at) as RecordedCall;
};

const status: Check<RecordedStatus> = fields({ code: number, reason: text, message: text });

/** What a step came to. `anyOrderFrom`: from where on the order among keys is left open. */
type Recorded = Told & { readonly anyOrderFrom: Readonly<Record<string, number>> };

const result = fields({
  calls: optional(list(recordedCall), []),
  events: optional(byName(list(recordedEvent)), {}),
  anyOrderFrom: optional(byName(count(0)), {}),
  watchErrors: optional(list(status), []),
  value: optional<{ readonly error: string } | null>(fields({ error: text }), null),
});

const told: Check<Recorded> = (value, at) => {
  const { watchErrors, ...parts } = result(value ?? {}, at);
  // A list tells besides what it was about.
  const bare = (message: string): string => message.replace("failed to list *main.Obj: ", "");
  return { ...parts, watchErrors: watchErrors.map((one) => ({ ...one, message: bare(one.message) })) };
};

/** An op, and all that it came to. */
function op<A>(
  args: Check<A>,
  run: (place: InformerPlace, args: A) => Awaitable<{ error: string } | null | void>,
): Verb<InformerPlace> {
  return asking(
    args,
    told,
    async (place, given) => {
      const value = (await run(place, given)) ?? null;
      await place.settle();
      return place.take(value);
    },
    agrees,
  );
}

function agrees({ anyOrderFrom, ...recorded }: Recorded, got: unknown): boolean {
  const { events, ...others } = got as Told;
  const inOrder = Object.entries(events).map(([id, all]) => [id, sortedFrom(all, anyOrderFrom[id])]);
  return isDeepStrictEqual(recorded, { ...others, events: Object.fromEntries(inOrder) });
}

function sortedFrom(events: readonly RecordedEvent[], from = events.length): readonly RecordedEvent[] {
  const sorted = events.slice(from).toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    if (one === other) return 0;
    return one < other ? -1 : 1;
  });
  return [...events.slice(0, from), ...sorted];
}

function keyOf([, object]: RecordedEvent): string {
  return "tombstone" in object ? object.tombstone.key : recordedMeta.keyOf(object);
}

/** A bookmark carries nothing but a version. */
const bookmarked = fields({ rv: text });
const types = new Map([
  ["ADDED", "added"],
  ["MODIFIED", "modified"],
  ["DELETED", "deleted"],
] as const);

const watchEvent: Check<WatchEvent<RecordedObject>> = (value, at) => {
  const { type, object } = fields({ type: text, object: anyObject })(value, at);
  if (type === "BOOKMARK") return { type: "bookmark", version: bookmarked(object, `${at}.object`).rv };
  const known = types.get(type as "ADDED");
  if (!known) return refuse(`${at}.type`, "a type of event", type);
  return { type: known, object: recordedObject(object, `${at}.object`) };
};

/** A reply to a list: what there is, or why there is no answer. */
const listReply: Check<Parameters<InformerPlace["source"]["answerList"]>[0]> = (value, at) => {
  if (fieldOf(anyObject(value, at), "error") !== undefined) return fields({ error: status })(value, at).error;
  const { rv, items } = fields({ rv: text, items: list(recordedObject) })(value, at);
  return { items, version: rv };
};

const maybeNumber = optional<number | undefined>(notNegative, undefined);
const maybeText = optional<string | undefined>(text, undefined);

const verbs: Readonly<Record<string, Verb<InformerPlace>>> = {
  addHandler: op(fields({ id: text, resyncMs: maybeNumber, filterApp: maybeText }), (place, args) =>
    place.addHandler(args.id, args.resyncMs, args.filterApp),
  ),
  removeHandler: op(fields({ id: text }), (place, { id }) => place.removeHandler(id)),
  run: op(none, (place) => place.start()),
  listReply: op(listReply, (place, answer) => {
    if ("items" in answer) place.resyncs.listed();
    place.source.answerList(answer);
  }),
  watchEvent: op(watchEvent, ({ source }, event) => source.tell(event)),
  watchEvents: op(fields({ events: list(watchEvent) }), ({ source }, { events }) => {
    for (const event of events) source.tell(event);
  }),
  watchErrorEvent: op(status, ({ source }, error) => source.failWatch(error)),
  watchClose: op(none, ({ source }) => source.closeWatch()),
  failNextWatch: op(status, ({ source }, error) => source.failNextWatch(error)),
  clockStep: op(fields({ ms: notNegative }), ({ clock }, { ms }) => clock.advance(ms)),
  stop: op(none, (place) => place.stop()),
};

/** `sharedInformer`. */
export function sharedInformerComponent(): Component {
  return component<InformerConfig, InformerPlace>({
    name: "sharedInformer",
    config: fields({ resyncMs: notNegative, transform: flag }),
    verbs,
    state: fields({
      hasSynced: flag,
      handlersSynced: byName(flag),
      lastSyncRV: text,
      isStopped: flag,
      store: set,
      nowMs: number,
      waiting: text,
    }),
    open: (config) => new InformerPlace(config),
  });
}
