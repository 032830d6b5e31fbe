import { KINDS } from '#domain/ids.js';
import {
  all,
  type Fields,
  idOf,
  idsOf,
  instant,
  list,
  named,
  object,
  oneOf,
  onlyTrue,
  pick,
  said,
  type Schema,
  text,
  uuid,
  whole,
} from './schema.js';
import type { ToldFields } from './command-schemas.js';

/** What the answers have in common. */
export const commonAnswers = ({ circumstances }: ToldFields): Fields => ({
  BriefAccount: said(
    'Who told a fact and when',
    object({
      eventId: said('The event that tells it: GET /v1/audit/trail has the whole of it', idOf('event')),
      ...pick(circumstances, 'occurredOn', 'occurredText', 'onBehalfOf', 'reportOf'),
      learnedAt: said('When our side learned it', instant),
      recordedAt: instant,
      recordedBy: said('The name of who recorded it', text),
      'correctedBy?': said('The corrections that made it what it is, oldest first', idsOf('event')),
    }),
  ),
  Account: said(
    'Who told a fact and when, where it is known from, and what kind of act it was',
    all(named('BriefAccount'), object(pick(circumstances, 'sources', 'codes', 'comment'))),
  ),
  Since: said(
    'The fact since which it stands so',
    object({ eventId: idOf('event'), ...pick(circumstances, 'occurredOn', 'occurredText') }),
  ),
  ThingRef: object({ kind: oneOf(KINDS), id: uuid }),
  Label: object({
    kind: oneOf(KINDS),
    label: said('What it is called: a name, a title, or the beginning of a text', text),
    'voided?': said('It was taken back; what refers to it stays', onlyTrue),
  }),
  Names: {
    type: 'object',
    additionalProperties: named('Label'),
    description:
      'What to call every thing that the answer mentions, by its id; by `kind-id` where things of two kinds have one id',
  },
  Page: object({
    names: named('Names'),
    'next?': said('The cursor of the next page, for `after`; not there on the last', text),
  }),
  Thing: said(
    'What every page of one thing has',
    object({
      negotiationId: idOf('negotiation'),
      revision: said('Of its last event, from 0', whole),
      recordedAt: said('When its first event was recorded', instant),
      names: named('Names'),
    }),
  ),
  VoidedThing: said(
    'A thing that was taken back',
    all(named('Thing'), object({ id: uuid, voided: onlyTrue, label: said('What it was called', text) })),
  ),
});

/** One page of a list. */
export const pageOf = (item: string, head: Fields = {}): Schema =>
  all(named('Page'), object({ ...head, items: list(named(item)) }));

/** The page of one thing, or what is left of it. `MeetingPage`, where it has more than the list shows of it. */
export const oneThing = (page: string): Schema => ({ oneOf: [named(page), named('VoidedThing')] });
export const thingPage = (item: string, more: Fields = {}): Schema =>
  all(named(item), named('Thing'), ...(Object.keys(more).length === 0 ? [] : [object(more)]));
