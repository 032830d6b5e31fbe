import type Database from 'better-sqlite3';
import { refuse } from '#domain/decider.js';
import { thingOf } from '#domain/ids.js';
import { logged } from '../../projection/logged-event.js';
import { type ReadRoute, routeOf } from '../../routes/read-route.js';
import { namesFor } from '../timeline/timeline.js';
import { fill, type Line } from '../timeline/wording.js';
import { type Revision, revisionsOf } from '../trail/trail.js';
import { eventPage } from './event-page.js';
import { EventPage, isWorldKind } from './event-schemas.js';

/** The events of its thing that are shown, and which one is asked for. The log has what they say. */
type FoundEvent = Readonly<{ eventId: string; stream: string; shown: readonly Revision[] }>;

export const eventRoute: ReadRoute = routeOf(
  {
    path: 'events/:id',
    operationId: 'getEvent',
    summary: 'Get one event: what it says, its sources, and what corrected, voided, marked or followed it',
    tag: 'timeline',
    models: ['trail'],
  },
  {
    isPaged: false,
    isOfAll: false,
    ofEvent: true,
    answer: EventPage,
    // What is not recorded, or is no fact about the world, belongs to nothing.
    subject: ({ id, stream }) =>
      stream === undefined ? { kind: 'negotiation', id: String(id) } : thingOf(String(stream)),
    find: (views, { id, stream }, { isPast }) => {
      const shown = stream === undefined ? [] : revisionsOf(views, String(stream));
      if (shown.some(({ eventId }) => eventId === id))
        return { body: { items: [{ eventId: String(id), stream: String(stream), shown } satisfies FoundEvent] } };
      const because = isPast
        ? 'No event with this id was recorded at that moment. Choose a later moment.'
        : 'No event with this id is recorded.';
      return { status: 404, ...refuse('event-unknown', because) };
    },
    complete: async (store, [found]: readonly FoundEvent[], { showsOrdinals, isAuditor }) => {
      const { eventId, stream, shown } = found!;
      const ordinals = new Map(shown.map(({ revision, ordinal }) => [revision, ordinal]));
      const stored = await store.readStream(stream, { limit: shown.at(-1)!.revision + 1 });
      const history = stored
        .filter(({ revision }) => ordinals.has(revision))
        .map((event) => logged(event, ordinals.get(event.revision)!));
      const entries = new Map(stored.map(({ revision, entry }) => [revision, entry]));
      const audit = ({ id, ordinal, revision }: (typeof history)[number]) => ({
        ...(showsOrdinals && { ordinal }),
        revision,
        entry: entries.get(revision)!,
        proof: `/v1/audit/proofs/inclusion?eventId=${id}`,
      });
      return [eventPage(history, eventId, { audit: isAuditor ? audit : undefined })];
    },
    word: (views, body) => worded(views, body),
  },
);

export const isOfTheWorld = (stream: string): boolean => isWorldKind(thingOf(stream).kind);

/** Fills the names of things into all titles. */
const worded = (views: Database.Database, body: object): object => {
  const lines: Line[] = [];
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) collect(one);
    else if (isTitled(value)) lines.push(value.title);
  };
  const parts = Object.values(body);
  collect([body, ...parts]);
  const nameOf = namesFor(views, lines);
  const filled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(filled);
    return isTitled(value) ? { ...value, title: fill(value.title, nameOf) } : value;
  };
  const whole = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, filled(value)]));
  return { ...whole, title: fill((body as { title: Line }).title, nameOf) };
};
const isTitled = (value: unknown): value is Readonly<{ title: Line }> =>
  typeof value === 'object' && value !== null && 'title' in value && Array.isArray(value.title);
