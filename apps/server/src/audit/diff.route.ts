import { refuse } from '#domain/decider.js';
import { type ThingRef, thingOf } from '#domain/ids.js';
import { thing } from '#read-models/models/things.js';
import { Change, ComparedMoment } from '#read-models/replay/change.js';
import { changesIn, momentsIn } from '#read-models/replay/diff.js';
import { line, type TemporalValues, thingName, type ValuesOf } from '#read-models/routes/parameters.js';
import { listRoute, type QueryRefusal } from '#read-models/routes/read-route.js';
import { day, described, idOf, withExample } from '#read-models/routes/schema.js';
import { EXAMPLE_IDS } from '../openapi/examples.js';
import { fromName } from '../query/temporal-query.js';
import { DIFF, DIFF_TEXT } from './diff.example.js';
import { diffText } from './diff-text.js';
import { unnumberedChange, unnumberedMoments } from './ordinal-redaction.js';

const parameters = {
  negotiationId: withExample(
    EXAMPLE_IDS['negotiationId']!,
    described('Required unless "thing" is given', idOf('negotiation')),
  ),
  thing: described('Only this thing: kind-id, as in "stream" on the trail', thingName),
  fromAsOf: described(
    'The first moment; one of the three is required. The record as it was at this moment: an instant, a day (its end, in UTC), or a Consistency-Token. Default: as it is at the second moment',
    line,
  ),
  fromKnownAt: described('What our side had learned by then: an instant, or a day (its end, in UTC)', line),
  fromHappenedBy: withExample('2025-10-24', described('What had happened by the end of this day', day)),
};
type Values = ValuesOf<typeof parameters>;

export const diffRoute = listRoute({
  path: 'audit/diff',
  operationId: 'listChanges',
  summary: 'List what differs between two moments of a negotiation, and which events made the difference',
  tag: 'audit',
  parameters,
  models: [],
  isLogged: true,
  item: Change,
  header: {
    fields: { from: ComparedMoment, to: ComparedMoment },
    of: (views, { showsOrdinals }) => (showsOrdinals ? momentsIn(views) : unnumberedMoments(momentsIn(views))),
  },
  example: DIFF,
  text: { write: diffText, example: DIFF_TEXT },
  check: (values) => withoutSubject(values) ?? withoutFirstMoment(values),
  subject: ({ negotiationId, thing: stream }) => (negotiationId === undefined ? thingOf(stream!) : { negotiationId }),
  comparison: { form: 'differences', first: (values) => firstMomentOf(values), nameOf: fromName },
  ask: (views, values, { slice, showsOrdinals }) => {
    const { kind, id } = subjectOf(values);
    if (thing(views, kind, id) === undefined) {
      // The same for a thing of another negotiation and for one that was never recorded: the reader may know of neither.
      const because =
        values.thing !== undefined && values.negotiationId !== undefined
          ? `No ${kind} with this id was recorded in this negotiation at either moment. Check that thing belongs to negotiationId, or leave negotiationId out, or choose later moments.`
          : `No ${kind} with this id was recorded at either moment. Choose later moments.`;
      return { status: 404, ...refuse(`${kind}-unknown`, because) };
    }
    const changes = changesIn(views, values.thing, slice);
    return showsOrdinals ? changes : changes.map(unnumberedChange);
  },
});

const subjectOf = ({ negotiationId, thing: stream }: Values): ThingRef =>
  stream === undefined ? { kind: 'negotiation', id: negotiationId! } : thingOf(stream);

const withoutSubject = ({ negotiationId, thing: stream }: Values): QueryRefusal | undefined =>
  negotiationId === undefined && stream === undefined
    ? {
        status: 400,
        ...refuse('negotiation-missing', 'Set negotiationId, or thing for a single thing.'),
      }
    : undefined;

const withoutFirstMoment = ({ fromAsOf, fromKnownAt, fromHappenedBy }: Values): QueryRefusal | undefined =>
  fromAsOf === undefined && fromKnownAt === undefined && fromHappenedBy === undefined
    ? {
        status: 400,
        ...refuse(
          'first-moment-missing',
          'Set the first moment: fromAsOf, fromKnownAt or fromHappenedBy. asOf, knownAt and happenedBy set the second moment; the default is now.',
        ),
      }
    : undefined;

/** By default, both moments use the same state of the log, so that one token fixes both. */
const firstMomentOf = ({ asOf, fromAsOf, fromKnownAt, fromHappenedBy }: Values & TemporalValues): TemporalValues => ({
  asOf: fromAsOf ?? asOf,
  knownAt: fromKnownAt,
  happenedBy: fromHappenedBy,
});
