import { refuse } from '#domain/decider.js';
import { DAY } from '#formats/formats.js';
import { LANGUAGES } from '#messages/languages.js';
import { thing } from '#read-models/models/things.js';
import { headerIn, linesIn } from '#read-models/replay/moved/moved.js';
import { MOVED_HEADER, movedInLanguage, MovedLine } from '#read-models/replay/moved/moved-line.js';
import { line, required, type TemporalValues, tz, type ValuesOf, withDefault } from '#read-models/routes/parameters.js';
import { listRoute, type QueryRefusal } from '#read-models/routes/read-route.js';
import { described, oneOf, withExample } from '#read-models/routes/schema.js';
import { CHANGES, CHANGES_TEXT } from './changes.example.js';
import { changesText } from './changes-text.js';

const AXES = ['asOf', 'knownAt', 'happenedBy'] as const;

const parameters = {
  since: required(
    withExample(
      '2025-10-24',
      described(
        'The first moment: a day (its end, in UTC), or, unless `axis` is happenedBy, an instant. With the axis asOf also the Consistency-Token of an answer: what moved since that answer',
        line,
      ),
    ),
  ),
  axis: withDefault(
    described(
      'What `since` is a moment of. asOf: of the record; knownAt: of what our side had learned; happenedBy: of what had happened. On the other two axes both moments are the same',
      oneOf('ChangesAxis', AXES),
    ),
    'asOf',
  ),
  tz,
};
type Values = ValuesOf<typeof parameters>;

export const changesRoute = listRoute({
  path: 'negotiations/:negotiationId/changes',
  operationId: 'listMoves',
  summary: 'List what moved since a moment, in sentences, and which positions and measures did not',
  tag: 'overview',
  parameters,
  models: [],
  item: MovedLine,
  header: { fields: MOVED_HEADER, of: (views) => headerIn(views) },
  isOfAll: true,
  example: CHANGES,
  text: { write: changesText, example: CHANGES_TEXT, isMarkedBelow: true },
  sentences: { languages: LANGUAGES, write: movedInLanguage },
  check: (values) => withoutDay(values),
  subject: (values) => ({ negotiationId: negotiationIn(values) }),
  comparison: { form: 'moved', first: (values) => firstMomentOf(values), nameOf: () => 'since' },
  ask: (views, values, { slice }) => {
    if (thing(views, 'negotiation', negotiationIn(values)) === undefined) {
      const because = 'No negotiation with this id was recorded at these moments.';
      return { status: 404, ...refuse('negotiation-unknown', because) };
    }
    return linesIn(views, slice);
  },
});

/** The parameters in the path are among the values. */
const negotiationIn = (values: object): string => (values as Readonly<{ negotiationId: string }>).negotiationId;

const withoutDay = ({ since, axis }: Values): QueryRefusal | undefined =>
  axis === 'happenedBy' && !DAY.is(since)
    ? {
        status: 400,
        ...refuse('since-not-a-day', 'With axis=happenedBy, since is a day like 2025-10-24.'),
        pointer: '/since',
      }
    : undefined;

/** One coordinate moves, and the other two stay. */
const firstMomentOf = ({ since, axis, asOf, knownAt, happenedBy }: Values & TemporalValues): TemporalValues => ({
  asOf,
  knownAt,
  happenedBy,
  [axis]: since,
});
