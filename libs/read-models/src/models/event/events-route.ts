import { refuse } from '#domain/decider.js';
import { thingOf } from '#domain/ids.js';
import type { EventStore } from '#event-store/event-store.js';
import type { LoggedEvent } from '../../projection/read-model.js';
import { listRoute, type ReadRoute } from '../../routes/read-route.js';
import { type Revision, revisionsOf, trailPage } from '../trail/trail.js';
import { EventLine } from './event-schemas.js';
import { historyIn } from './history-in.js';
import { Telling, type Worded } from './telling.js';
import { withNames } from './with-names.js';

/** An event of the page. `shown`: the events of its thing that are shown. The log has what they say. */
type FoundLine = Readonly<{
  eventId: string;
  stream: string;
  ordinal: number;
  voidedBy: string | undefined;
  shown: readonly Revision[];
}>;

/** The strip and the trail of a negotiation. Whoever reads a negotiation may know each of these events by its page. */
export const eventsRoute: ReadRoute = {
  ...listRoute({
    path: 'negotiations/:negotiationId/events',
    operationId: 'listEvents',
    summary: 'List the events of a negotiation in the order in which they were recorded, each in one line',
    tag: 'timeline',
    models: ['trail', 'only-names'],
    item: EventLine,
    subject: (values) => ({ negotiationId: negotiationIn(values) }),
    ask: (views, values, { slice: { after, limit }, isPast }) => {
      const negotiationId = negotiationIn(values);
      if (revisionsOf(views, `negotiation-${negotiationId}`).length === 0)
        return {
          status: 404,
          ...refuse(
            'negotiation-unknown',
            isPast
              ? 'No negotiation with this id was recorded at that moment. Choose a later moment.'
              : 'No negotiation with this id is recorded.',
          ),
        };
      const filter = { negotiationId, ofTheWorld: true, withoutNames: isPast } as const;
      const page = trailPage(views, filter, { after: after && Number(after[0]), limit });
      const shown = new Map(
        [...new Set(page.map(({ stream }) => stream))].map((one) => [one, revisionsOf(views, one)]),
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
};

const negotiationIn = (values: object): string =>
  String((values as Readonly<Record<string, unknown>>)['negotiationId']);

type Told = Readonly<{ telling: Telling; events: ReadonlyMap<string, LoggedEvent> }>;
const toldBy = async (
  store: Pick<EventStore, 'readStream'>,
  items: readonly FoundLine[],
): Promise<ReadonlyMap<string, Told>> => {
  const streams = new Map(items.map(({ stream, shown }) => [stream, shown]));
  const told = [...streams].map(async ([stream, shown]) => {
    const { history } = await historyIn(store, stream, shown);
    return [stream, { telling: new Telling(history), events: new Map(history.map((one) => [one.id, one])) }] as const;
  });
  return new Map(await Promise.all(told));
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
