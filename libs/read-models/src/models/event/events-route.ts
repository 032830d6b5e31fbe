import { refuse } from '#domain/decider.js';
import { thingOf } from '#domain/ids.js';
import type { EventStore } from '#event-store/event-store.js';
import type { LoggedEvent } from '../../projection/read-model.js';
import { LANGUAGES } from '#messages/languages.js';
import { EventTypeName } from '../../routes/enums.js';
import { listRoute, type ReadRoute } from '../../routes/read-route.js';
import { revisionsOf, trailPage } from '../trail/trail.js';
import { EventLine } from './event-schemas.js';
import { historyIn, shownIn, type ShownRevision } from './history-in.js';
import { Telling, type Worded } from './telling.js';
import { withTitles } from '../timeline/title.js';
import { withNames } from './with-names.js';

/** The events of a thing that are shown. A function is no part of the size of a page. */
type Shown = () => readonly ShownRevision[];
/** An event of the page. The log has what it says, and what the other events of its thing say. */
type FoundLine = Readonly<{
  eventId: string;
  stream: string;
  ordinal: number;
  voidedBy: string | undefined;
  shown: Shown;
}>;

/** The strip and the trail of a negotiation. Whoever reads a negotiation may know each of these events by its page. */
export const eventsRoute: ReadRoute = {
  ...listRoute({
    path: 'negotiations/:negotiationId/events',
    operationId: 'listEvents',
    summary: 'List the events of a negotiation in the order in which they were recorded, each in one line',
    tag: 'timeline',
    parameters: { type: EventTypeName },
    models: ['trail', 'only-names'],
    item: EventLine,
    subject: (values) => ({ negotiationId: negotiationIn(values) }),
    ask: (views, { type, ...values }, { slice: { after, limit }, isPast, upTo }) => {
      const negotiationId = negotiationIn(values);
      if (revisionsOf(views, `negotiation-${negotiationId}`, upTo).length === 0)
        return {
          status: 404,
          ...refuse(
            'negotiation-unknown',
            isPast
              ? 'No negotiation with this id was recorded at that moment. Choose a later moment.'
              : 'No negotiation with this id is recorded.',
          ),
        };
      const filter = { negotiationId, type, ofTheWorld: true, withoutNames: isPast } as const;
      const page = trailPage(views, filter, { after: after && Number(after[0]), limit, upTo });
      const shown = new Map(
        [...new Set(page.map(({ stream }) => stream))].map((one) => {
          const revisions = shownIn(views, one, { isPast, upTo });
          return [one, () => revisions] as const;
        }),
      );
      return page.map(({ eventId, stream, ordinal, voidedBy }) => ({
        key: [ordinal],
        ...({ eventId, stream, ordinal, voidedBy, shown: shown.get(stream)! } satisfies FoundLine),
      }));
    },
    complete: async (store, items, { showsOrdinals, isAuditor }) => {
      const told = await toldBy(store, items);
      // The names of things are filled in later.
      return items.map((item) => lineOf(item, told.get(item.stream)!, showsOrdinals && isAuditor)) as never;
    },
  }),
  word: withNames,
  sentences: { languages: LANGUAGES, write: withTitles },
};

const negotiationIn = (values: object): string =>
  String((values as Readonly<Record<string, unknown>>)['negotiationId']);

type Told = Readonly<{ telling: Telling; events: ReadonlyMap<string, LoggedEvent> }>;
/** A page is completed in parts, and each of its things is read once: one after another, since facts may be large. */
const TOLD = new WeakMap<Shown, Told>();
const toldBy = async (
  store: Pick<EventStore, 'readStream'>,
  items: readonly FoundLine[],
): Promise<ReadonlyMap<string, Told>> => {
  const told = new Map<string, Told>();
  for (const { stream, shown } of items) {
    if (told.has(stream)) continue;
    let one = TOLD.get(shown);
    if (one === undefined) {
      const { history } = await historyIn(store, stream, shown());
      one = { telling: new Telling(history), events: new Map(history.map((event) => [event.id, event])) };
      TOLD.set(shown, one);
    }
    told.set(stream, one);
  }
  return told;
};

const lineOf = (
  { eventId, stream, ordinal, voidedBy }: FoundLine,
  { telling, events }: Told,
  isNumbered: boolean,
): Worded<EventLine> => {
  const event = events.get(eventId)!;
  const { kind, id: thingId } = thingOf(stream);
  const target = telling.targetOf(event);
  return {
    ...telling.beside(event),
    kind: kind as EventLine['kind'],
    thingId,
    learnedAt: (telling.inEffect(event) ?? event).metadata.learnedAt,
    ...(target && { corrects: target.id }),
    ...(voidedBy !== undefined && { voidedBy }),
    ...(isNumbered && { ordinal }),
  };
};
