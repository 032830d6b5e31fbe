import type Database from 'better-sqlite3';
import { accountsOf } from '#domain/accounts.js';
import { type Kind, streamOf } from '#domain/ids.js';
import { type Day, span } from '#domain/world-date.js';
import type { Language } from '#messages/languages.js';
import { roleOf } from '../../models/resolve-labels.js';
import { folded, isNamed, sameNamesOf } from '../../models/names/names.js';
import { withFacts } from '../../models/timeline/facts.js';
import { timelineOf, type TimelineItem } from '../../models/timeline/timeline.js';
import type { Fact, Numbered, Thing } from '../../projection/read-model.js';
import type { Effective } from '#domain/effective.js';
import { dateAround, daysApart } from './days.js';
import type { Duplicate } from './forecast-schemas.js';

type NewFact = Numbered<Effective<Fact>>;

/** Facts are near if so many days are between them, or fewer. */
const NEAR_DAYS = 3;
const MOST = 5;
/** The most facts of one type around a day that are compared. */
const MOST_COMPARED = 200;

/**
 * Facts on record that may be the new one: of the same type, near the same day, about the same thing or with the same parties and people; and
 * for parties, people and issues, whatever has the same name. `thing`: with the new fact. `language`: of their titles.
 */
export const likelyDuplicates = (
  db: Database.Database,
  { kind, id, negotiationId, events }: Thing,
  fact: NewFact,
  language: Language,
): readonly Duplicate[] => {
  // Other accounts of it are no duplicates.
  const others = new Set<string | undefined>([
    fact.metadata.reportOf,
    ...accountsOf(fact, events).map((one) => one.id),
  ]);
  const { earliest, latest } = span(fact.metadata);
  const nearby = timelineOf(
    db,
    negotiationId,
    { type: fact.type, from: dateAround(earliest, -NEAR_DAYS), to: dateAround(latest, NEAR_DAYS) },
    { after: undefined, limit: MOST_COMPARED },
  );
  const own = namedIn(fact.data);
  const words = wordsIn(fact.data);
  const near = nearby.flatMap((item): readonly Near[] => {
    if (others.has(item.eventId)) return [];
    const isSameThing = item.kind === kind && item.thingId === id;
    if (!isSameThing && !isSame(own, namedIn(item.fact))) return [];
    const apart = daysApart({ earliest, latest }, { earliest: item.earliest!, latest: item.latest! } as Days);
    const hasSameWords = words !== undefined && words === wordsIn(item.fact);
    return [{ ...shown(item, language), why: isSameThing ? 'same-thing' : 'same-parties', apart, hasSameWords }];
  });
  const inOrder = near.toSorted(
    (one, other) =>
      Number(other.hasSameWords) - Number(one.hasSameWords) ||
      Number(other.why === 'same-thing') - Number(one.why === 'same-thing') ||
      one.apart - other.apart,
  );
  const likely = inOrder.map(({ apart: _, hasSameWords: __, ...one }) => one);
  return [...sameNames(db, { kind, id, negotiationId }, fact), ...likely]
    .filter(({ eventId }, n, all) => all.findIndex((one) => one.eventId === eventId) === n)
    .slice(0, MOST);
};
type Days = Readonly<{ earliest: Day; latest: Day }>;
type Near = Duplicate & Readonly<{ apart: number; hasSameWords: boolean }>;

/** The text of a fact, whatever its letters, accents and signs. */
const wordsIn = (data: object): string | undefined => {
  const { text } = data as Readonly<{ text?: unknown }>;
  return typeof text === 'string' ? folded(text) : undefined;
};

const shown = (
  { eventId, kind, type, thingId, title, occurredOn }: TimelineItem,
  language: Language,
): Omit<Duplicate, 'why'> => ({
  eventId,
  kind: kind as Duplicate['kind'],
  type,
  thingId,
  title: title.in(language),
  ...(occurredOn !== undefined && { occurredOn }),
});

/** What a fact names, and whether there are parties or people among it. */
type NamedIn = Readonly<{ ids: ReadonlySet<string>; hasParties: boolean }>;

/** Everything that the one names which names less is named by the other, too: parties or people, issues and meetings. */
const isSame = (one: NamedIn, other: NamedIn): boolean => {
  const [less, more] = one.ids.size < other.ids.size ? [one, other] : [other, one];
  return less.hasParties && [...less.ids].every((id) => more.ids.has(id));
};
const COMPARED: ReadonlySet<Kind> = new Set(['party', 'representative', 'issue', 'meeting']);
const namedIn = (data: unknown): NamedIn => {
  const ids = new Set<string>();
  let hasParties = false;
  const collect = (value: unknown, field: string): void => {
    const { kind } = roleOf(field);
    if (typeof value === 'string' && kind !== undefined && COMPARED.has(kind)) {
      ids.add(value);
      hasParties ||= kind === 'party' || kind === 'representative';
    } else if (Array.isArray(value)) for (const item of value) collect(item, field);
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) collect(inner, name);
  };
  collect(data, '');
  return { ids, hasParties };
};

/** Of the same kind, with the same name or another spelling of it: for each spelling, those that were recorded first. */
const sameNames = (
  db: Database.Database,
  { kind, id, negotiationId }: Readonly<{ kind: Kind; id: string; negotiationId: string }>,
  fact: NewFact,
): readonly Duplicate[] => {
  if (!isNamed(fact) || fact.revision > 0) return [];
  const find = db.prepare<unknown[], Readonly<{ id: string; stream: string }>>(
    `SELECT id, stream FROM same_names
     WHERE negotiationId = @negotiationId AND kind = @kind AND name = @name AND stream <> @stream
     ORDER BY ordinal LIMIT ${MOST}`,
  );
  const found = new Map<string, Readonly<{ id: string; stream: string }>>();
  for (const name of sameNamesOf(fact.data)) {
    if (found.size >= MOST) break;
    for (const row of find.all({ negotiationId, kind, name, stream: streamOf(kind, id) })) found.set(row.stream, row);
  }
  return withFacts<Fact, Readonly<{ id: string; stream: string }>>(db, [...found.values()]).map(
    ({ id: thingId, facts }) => {
      const opening = facts.find(isNamed)!;
      const { title, name } = opening.data as Readonly<{ title?: string; name?: string }>;
      const { occurredOn } = opening.metadata;
      return {
        eventId: opening.id,
        kind: kind as Duplicate['kind'],
        type: opening.type,
        thingId,
        title: name ?? title!,
        ...(occurredOn && { occurredOn: occurredOn.edtf }),
        why: 'same-name' as const,
      };
    },
  );
};
