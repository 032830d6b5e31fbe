const EVENT_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Whether it is a UUID (RFC 9562) in lower case with dashes. Every engine has the same ids, so that a record can move: one
 * engine keeps any text, another refuses what is no UUID, and changes upper case, braces and a UUID without dashes.
 */
export const isEventId = (id: string): boolean => EVENT_ID.test(id);

/** An event whose id is no UUID in lower case. */
export class InvalidEventId extends TypeError {
  constructor(id: string) {
    super(`The id of an event must be a UUID in lower case, and is ${JSON.stringify(id.slice(0, 80))}`);
    this.name = InvalidEventId.name;
  }
}

/** @throws InvalidEventId */
export const assertEventIds = (events: readonly Readonly<{ id: string }>[]): void => {
  for (const { id } of events) if (!isEventId(id)) throw new InvalidEventId(id);
};
