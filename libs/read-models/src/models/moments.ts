import type Database from 'better-sqlite3';
import { isCorrection } from '#domain/correction.js';
import { isApproval } from '#domain/marking-approval.js';
import { WORLD_KINDS } from '#domain/ids.js';
import { isMarking } from '#domain/record-marked.js';
import { dayOf, type WorldDate } from '#domain/world-date.js';
import type { LoggedEvent, ReadModel, Row, Tally, Thing } from '../projection/read-model.js';
import { tz } from '../routes/parameters.js';
import { negotiationRoute } from '../routes/read-route.js';
import { all, day, described, list, named, object, type Static, whole } from '../routes/schema.js';
import { Names } from './resolve-labels.js';
import { talliesIn } from './tallies-in.js';

const DayCount = named('DayCount', object({ day, events: whole }));
const Axis = named(
  'Axis',
  object({
    'first?': described('The first day of the axis; absent if nothing falls on it', day),
    'last?': described('The last day of the axis', day),
    days: described('The days on which events fall, in order', list(DayCount)),
  }),
);
const VagueDays = named(
  'VagueDays',
  described(
    'On each of these days, so many events with a vague date may have happened',
    object({ from: day, to: day, events: whole }),
  ),
);
export const Moments = named(
  'Moments',
  described(
    'For each axis its ends, and how many events fall on each day (in UTC): what a time slider and a sparkline are drawn from',
    object({
      happenedBy: described(
        'When facts in effect happened. A fact counts on a day only if its date is that day, or a period that began on that day and has not ended',
        all(
          Axis,
          object({
            fuzzy: described(
              'Facts whose date is a period, approximate or uncertain: each counts on every day that it can mean. If only its end is known, it counts on that day. The periods here are in order and do not overlap',
              list(VagueDays),
            ),
            undated: described('Facts of which it is not known when they happened; they are on no day', whole),
          }),
        ),
      ),
      knownAt: described('When our side learned of the facts in effect', Axis),
      asOf: described(
        'When something was recorded: facts, corrections and voidings, those included that are no longer in effect',
        Axis,
      ),
      names: Names,
    }),
  ),
);
type Moments = Omit<Static<typeof Moments>, 'names'>;

/** What is counted. A vague date `begins` on one day, and `ends` on the day after its last one. */
const COUNTED = ['happened', 'begins', 'ends', 'undated', 'known', 'recorded'] as const;
type Counted = (typeof COUNTED)[number];

/** For each thing, how many of its events fall on which day. */
export const moments: ReadModel = {
  name: 'moments',
  version: 1,
  tables: {
    moments: {
      columns: { stream: 'TEXT', negotiationId: 'TEXT', counts: 'TEXT' },
      key: ['stream'],
      tallies: { from: ['counts'], of: talliesFrom },
    },
  },
  kinds: WORLD_KINDS,
  rows: (thing) => {
    const { stream, negotiationId } = thing;
    return { moments: [{ stream, negotiationId, counts: JSON.stringify(countsOf(thing)) }] };
  },
};

/** Name, day and count. */
type Count = readonly [Counted, string, number];

function talliesFrom({ counts }: Row): readonly Tally[] {
  return (JSON.parse(String(counts)) as readonly Count[]).map(([name, day, count]) => ({ name, day, count }));
}

const countsOf = ({ events, recorded }: Thing): readonly Count[] => {
  const counts = new Map<string, number>();
  const add = (name: Counted, on: string) => counts.set(`${name} ${on}`, (counts.get(`${name} ${on}`) ?? 0) + 1);
  for (const { metadata, onlyNames } of events) {
    if (onlyNames) continue;
    add('known', dayOf(metadata.learnedAt));
    addDate(metadata.occurredOn, add);
  }
  const naming = recorded.find(({ onlyNames }) => onlyNames)?.id;
  const isOfName = (event: LoggedEvent) =>
    event.id === naming || (isCorrection(event) && event.data.eventId === naming);
  // Who may see a thing changes nothing of what is known.
  for (const event of recorded)
    if (!isMarking(event) && !isApproval(event) && !isOfName(event)) add('recorded', dayOf(event.metadata.recordedAt));
  return [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, count]) => {
      const [name, day] = key.split(' ') as [Counted, string];
      return [name, day, count];
    });
};

/** Of a period without an end, the days count on which it can have begun; of one without a beginning, its last day. */
const addDate = (date: WorldDate | undefined, add: (name: Counted, on: string) => void): void => {
  const from = date?.earliest ?? date?.latest ?? undefined;
  if (date === undefined || from === undefined) return add('undated', '');
  const to = date.latest ?? date.begunBy ?? from;
  if (from === to && date.earliest !== null && !UNCERTAIN.test(date.edtf)) return add('happened', from);
  add('begins', from);
  add('ends', dayAfter(to));
};
/** EDTF's marks for uncertain and approximate dates. */
const UNCERTAIN = /[?~%]/;

const dayAfter = (day: string): string => shifted(day, 1);
const dayBefore = (day: string): string => shifted(day, -1);
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** `today`: the axis of what happened ends then at the latest, however vague a date is. */
export const momentsOf = (db: Database.Database, negotiationId: string, today: string): Moments => {
  const sums = sumsOf(db, negotiationId);
  const fuzzy = vagueDays(sums.begins, sums.ends);
  const happened = axisOf(sums.happened);
  const ends = [
    happened.first,
    happened.last,
    ...fuzzy.flatMap(({ from, to }) => [from, earlier(to, later(from, today))]),
  ];
  const known = ends.filter((day) => day !== undefined).toSorted();
  return {
    happenedBy: {
      ...(known.length > 0 && { first: known[0]!, last: known.at(-1)! }),
      days: happened.days,
      fuzzy,
      undated: sums.undated.get('') ?? 0,
    },
    knownAt: axisOf(sums.known),
    asOf: axisOf(sums.recorded),
  };
};
const earlier = (a: string, b: string) => (a < b ? a : b);
const later = (a: string, b: string) => (a < b ? b : a);

type Sums = ReadonlyMap<string, number>;

const sumsOf = (db: Database.Database, negotiationId: string): Readonly<Record<Counted, Sums>> => {
  const sums = Object.fromEntries(COUNTED.map((name) => [name, new Map()])) as Record<Counted, Map<string, number>>;
  for (const { name, day, count } of talliesIn(db, 'moments', negotiationId)) {
    const of = sums[name as Counted];
    of.set(day, (of.get(day) ?? 0) + count);
  }
  return sums;
};

const axisOf = (sums: Sums): Static<typeof Axis> => {
  const days = [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, events]) => ({ day, events }));
  return { ...(days.length > 0 && { first: days[0]!.day, last: days.at(-1)!.day }), days };
};

/** The periods between the days on which vague dates begin and end, with how many of them each has. */
const vagueDays = (begins: Sums, ends: Sums): readonly Static<typeof VagueDays>[] => {
  const steps = [...new Set([...begins.keys(), ...ends.keys()])].toSorted();
  const periods: Static<typeof VagueDays>[] = [];
  let events = 0;
  for (const [n, from] of steps.entries()) {
    events += (begins.get(from) ?? 0) - (ends.get(from) ?? 0);
    if (events === 0) continue;
    const to = dayBefore(steps[n + 1]!);
    const last = periods.at(-1);
    if (last?.events === events && last.to === dayBefore(from)) periods[periods.length - 1] = { ...last, to };
    else periods.push({ from, to, events });
  }
  return periods;
};

export const momentRoutes = [
  negotiationRoute({
    path: 'negotiations/:negotiationId/moments',
    operationId: 'getMoments',
    summary: 'Get the ends of each axis of time, and how many events fall on each day',
    tag: 'timeline',
    parameters: { tz },
    models: ['moments'],
    answer: Moments,
    ask: (views, negotiationId, _, { today }) => momentsOf(views, negotiationId, today),
  }),
];
