import { effective } from '#domain/effective.js';
import { thingOf } from '#domain/ids.js';
import { withoutPlanAndCodes } from './naming.js';
import type { Fact, LoggedEvent, Thing } from './read-model.js';

/** The thing that one stream tells of. `history` is not empty and stands in the order of the log. */
export const thingFrom = (history: readonly LoggedEvent[]): Thing => {
  const first = history[0]!;
  const { kind, id } = thingOf(first.stream);
  const { existence: standing, events } = effective<Fact>(history);
  // An effective event is a copy of its logged one, ordinal and all.
  const told = events as Thing['events'];
  return {
    kind,
    id,
    stream: first.stream,
    negotiationId: first.metadata.negotiationId,
    revision: history.at(-1)!.revision,
    standing,
    recorded: history,
    // Corrections may have given a plan or codes to what only provides a name.
    events: first.onlyNames ? told.map((event) => (event.onlyNames ? withoutPlanAndCodes(event) : event)) : told,
  };
};
