/** The text of an item, as its queue encodes it; `null` where the key says it all. A store never looks into it. */
export type Payload = string | null;

/**
 * Makes one payload of the one that waits and the one that was added. When it throws, the verb rejects with what it
 * threw and nothing is changed; where there is no verb to reject (a key becomes due, or was in hand when its owner
 * crashed), the one that was added is taken.
 */
export type Combine = (waiting: Payload, added: Payload) => Payload;
