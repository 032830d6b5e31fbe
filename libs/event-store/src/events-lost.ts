/**
 * Events that were acknowledged and are not in the log, or not in their place. `first`: the ordinal of the first one that
 * is known to be lost. `eventId` and `what` say what is known of it.
 */
export type LostEvents = Readonly<{ first: number; count: number; eventId?: string; what?: string }>;

/** The log has lost acknowledged events. The message names the first one and says what to do. */
export class EventsLost extends Error {
  constructor(
    { first, count, eventId, what }: LostEvents,
    readonly evidence: string,
  ) {
    const known = [eventId, what].filter((part) => part !== undefined).join(', ');
    const which = count === 1 ? 'The only one is' : 'The first one is';
    super(
      `the log has lost ${count} ${count === 1 ? 'event that was' : 'events that were'} acknowledged, as ${evidence} shows. ${which} event ${first}${known === '' ? '' : ` (${known})`}. Restore a backup that has ${count === 1 ? 'it' : 'them'}, see "rapporteur restore --help". If there is none, see "rapporteur accept-loss --help".`,
    );
    this.name = EventsLost.name;
  }
}
