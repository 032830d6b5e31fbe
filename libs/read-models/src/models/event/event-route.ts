import { refuse } from '#domain/decider.js';
import { isWorldKind, thingOf } from '#domain/ids.js';
import type { SERVICE_KINDS } from '#domain/refusal-codes/kinds.js';
import { LANGUAGES } from '#messages/languages.js';
import { type ReadRoute, routeOf } from '../../routes/read-route.js';
import { eventPage } from './event-page.js';
import { EventPage } from './event-schemas.js';
import { historyIn, shownIn, type ShownRevision } from './history-in.js';
import { withTitles } from '../timeline/title.js';
import { withNames } from './with-names.js';

/** The events of its thing that are shown, and which one is asked for. The log has what they say. */
type FoundEvent = Readonly<{ eventId: string; stream: string; shown: readonly ShownRevision[] }>;

export const eventRoute: ReadRoute = routeOf(
  {
    path: 'events/:id',
    operationId: 'getEvent',
    summary: 'Get one event: what it says, its sources, and what corrected, voided, marked or followed it',
    tag: 'timeline',
    models: ['trail', 'only-names'],
    sentences: { languages: LANGUAGES, write: withTitles },
  },
  {
    isPaged: false,
    isOfAll: false,
    ofEvent: true,
    answer: EventPage,
    // What is not recorded belongs to nothing. Of what is no fact about the world, only auditors are told that it is there.
    subject: ({ id, stream }) =>
      stream === undefined ? { kind: 'negotiation', id: String(id) } : thingOf(String(stream)),
    find: (views, { id, stream }, { isPast, upTo }) => {
      const shown = stream === undefined ? [] : shownIn(views, String(stream), { isPast, upTo });
      if (shown.some(({ eventId }) => eventId === id))
        return isOfTheWorld(String(stream))
          ? { body: { items: [{ eventId: String(id), stream: String(stream), shown } satisfies FoundEvent] } }
          : withoutPage(String(stream), String(id));
      const because = isPast
        ? 'No event with this id was recorded at that moment. Choose a later moment.'
        : 'No event with this id is recorded.';
      return { status: 404, ...refuse('event-unknown', because) };
    },
    complete: async (store, [found]: readonly FoundEvent[], { showsOrdinals, isAuditor }) => {
      const { eventId, stream, shown } = found!;
      const { history, entries } = await historyIn(store, stream, shown);
      const audit = ({ id, ordinal, revision }: (typeof history)[number]) => ({
        ...(showsOrdinals && { ordinal }),
        revision,
        entry: entries.get(revision)!,
        proof: `/v1/audit/proofs/inclusion?eventId=${id}`,
      });
      return [eventPage(history, eventId, { audit: isAuditor ? audit : undefined })];
    },
    word: withNames,
  },
);

type ServiceKind = (typeof SERVICE_KINDS)[number];
const SERVICE_EVENTS: Readonly<Record<ServiceKind, string>> = {
  grant: 'says who has access',
  ledger: 'is about the ledger',
  checkpoint: 'is a checkpoint of the ledger',
};
/** For auditors, who have it on the trail. */
const withoutPage = (stream: string, id: string) => ({
  status: 404 as const,
  ...refuse(
    'event-without-page',
    `This event ${SERVICE_EVENTS[thingOf(stream).kind as ServiceKind]}, and not about a negotiation, so it has no page. Read it in GET /v1/audit/trail?thing=${stream}, and its proof in GET /v1/audit/proofs/inclusion?eventId=${id}.`,
  ),
});

export const isOfTheWorld = (stream: string): boolean => isWorldKind(thingOf(stream).kind);
