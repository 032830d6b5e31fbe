import { thingOf } from '#domain/ids.js';
import { auditTrail, TrailEntry, withEvents } from '#read-models/models/trail/trail-entries.js';
import { EventTypeName } from '#read-models/routes/enums.js';
import { line, thingName } from '#read-models/routes/parameters.js';
import { listRoute } from '#read-models/routes/read-route.js';
import { day, described, idOf, instant } from '#read-models/routes/schema.js';
import { EVERYWHERE } from '#read-models/routes/scope.js';
import { trailText } from './trail-text.js';

const EXAMPLE = `4. 2025-10-28 09:12 UTC, Ana: Meeting “Talks in Brussels”: MeetingHeld of 2025-10-30 [corrected]: {place: “Paris”}
      later: 9. 2025-10-31 08:00 UTC, Ana: Meeting “Talks in Brussels”: RecordCorrected: {changes: {place: “Brussels”}, reason: “A slip of the pen.”}
`;

/** A page is found in the index of the log, and completed from the log, which has the events. */
export const trailRoute = listRoute({
  path: 'audit/trail',
  operationId: 'listTrail',
  summary: 'List every event as it was recorded, the oldest first, with its corrections and whether they are in effect',
  tag: 'audit',
  parameters: {
    negotiationId: idOf('negotiation'),
    thing: described('Only this thing: kind-id, as in "stream"', thingName),
    type: EventTypeName,
    recordedBy: described('The subject of the token of the person who recorded it', line),
    recordedFrom: described('Recorded at this instant or later', instant),
    recordedTo: described('Recorded at this instant or earlier', instant),
    learnedFrom: described('Learned at this instant or later', instant),
    learnedTo: described('Learned at this instant or earlier', instant),
    happenedFrom: described('May have happened on this day or later, as first recorded', day),
    happenedTo: described('May have happened on this day or earlier, as first recorded', day),
  },
  models: ['trail'],
  isLogged: true,
  item: TrailEntry,
  text: { write: trailText, example: EXAMPLE },
  subject: ({ negotiationId, thing }) =>
    negotiationId !== undefined ? { negotiationId } : thing !== undefined ? thingOf(thing) : EVERYWHERE,
  ask: (views, { thing, ...filter }, { slice, among, upTo }) =>
    auditTrail(views, { ...filter, stream: thing, among }, slice, upTo),
  complete: (store, items, { showsOrdinals }) => withEvents(store, items, showsOrdinals),
});
