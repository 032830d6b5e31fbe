import type Database from 'better-sqlite3';
import { type ForceCourse, forceOf, type ForceStatus } from '#domain/in-force.js';
import { type ForcePeriod, forcePeriods } from '#domain/force-periods.js';
import type { PartyId } from '#domain/ids.js';
import type { Provision } from '#domain/measure.js';
import { datesAsEdtf, type Day, type PlannedTime } from '#domain/world-date.js';
import { type DatesAsEdtf, fieldsIn, fieldsWithout, ofCommands } from '../../routes/facts.js';
import {
  all,
  day,
  described,
  edtf,
  idOf,
  idsOf,
  list,
  named,
  object,
  onlyTrue,
  type Static,
  text,
  uuid,
  whole,
} from '../../routes/schema.js';
import { accountIn, BriefAccount } from '../attribution.js';
import {
  announcementIn,
  figuresOf,
  ForceStatusName,
  latestMeasuresOf,
  type MeasureFact,
  provisionsOf,
} from '../measures.js';
import { brief, briefTexts, cutList, first, latest } from './cut.js';

const MOST = { measures: 100, provisions: 500, groups: 12, inGroup: 8, periods: 12, figures: 6, reports: 6 } as const;

const followsFromDateAlone = described('It began on a day that was announced, and no fact tells that it did', onlyTrue);
const Period = named(
  'ForcePeriod',
  described(
    'Days on which a provision has one status',
    object({
      status: ForceStatusName,
      'from?': described('The first of them; absent if it is not known', day),
      'to?': described('The last of them; absent if it is not known', day),
      'followsFromDateAlone?': followsFromDateAlone,
      'perhaps?': described(
        'With `unknown`: every status that the dates allow on one of these days, first that of before, last that of after',
        list(ForceStatusName),
      ),
      eventIds: described('The events that this is based on', idsOf('event')),
    }),
  ),
);
const OnTheDay = object({
  status: ForceStatusName,
  'since?': edtf,
  'until?': edtf,
  'instrument?': described('The instrument that stopped it', text),
  'followsFromDateAlone?': followsFromDateAlone,
});
type OnTheDay = Static<typeof OnTheDay>;
const BoardProvision = object({
  measureId: uuid,
  provisionId: text,
  title: described('Of its measure', text),
  'reference?': described('Of its measure, like "MOFCOM No. 61"', text),
  text,
});
const BoardProvisions = named(
  'BoardProvisions',
  described(
    'Provisions of one party with the same history',
    all(
      fieldsIn('MeasureAnnounced', 'actorId', 'instrument'),
      object({
        provisions: cutList(BoardProvision),
        'entersIntoForce?': described(
          'When they enter or entered into force, as announced',
          ofCommands<DatesAsEdtf<PlannedTime>>('Planned'),
        ),
        periods: described('Over time, in chronological order; the latest of them', cutList(Period)),
        on: described('On the day of the board, for parties that no fact names', OnTheDay),
        forParties: described(
          'The same for each party of the board, with its own periods if they differ',
          list(all(OnTheDay, object({ partyId: idOf('party'), 'periods?': cutList(Period) }))),
        ),
      }),
    ),
  ),
);
type BoardProvisions = Static<typeof BoardProvisions>;

export const BoardMeasures = described(
  'Provisions by their history, in chronological order. If there are too many, those in force come first',
  all(
    cutList(BoardProvisions),
    object({
      notLookedAt: described(
        `Only the latest ${MOST.measures} measures and ${MOST.provisions} of their provisions are looked at`,
        object({ measures: whole, provisions: whole }),
      ),
    }),
  ),
);
export const BoardFigures = named(
  'RivalFigures',
  described(
    'Reports of the same thing that differ in the figure',
    all(
      fieldsIn('FigureReported', 'about'),
      object({
        measureId: uuid,
        reports: cutList(all(BriefAccount, fieldsWithout('FigureReported', 'about'))),
      }),
    ),
  ),
);

/** One provision, and how it stands over time and on the day. */
type Standing = Pick<BoardProvisions, 'actorId' | 'instrument' | 'entersIntoForce' | 'on' | 'forParties'> &
  Readonly<{ provision: Static<typeof BoardProvision>; periods: readonly ForcePeriod[] }>;

/** The provisions of the latest measures, those with the same history together, and the figures that differ. */
export const boardMeasures = (db: Database.Database, negotiationId: string, partyIds: readonly PartyId[], on: Day) => {
  const { all, found } = latestMeasuresOf(db, negotiationId, MOST.measures);
  const told = found
    .toReversed()
    .flatMap(({ id, facts }) => provisionsOf(facts).map((provision) => ({ id, facts, provision })));
  const standings = told.slice(-MOST.provisions).map((one) => standingOf(one, partyIds, on));
  const groups = [...Map.groupBy(standings, historyKey).values()].map(groupOf);
  const shown = first(groups.toSorted(byImportance), MOST.groups);
  return {
    groups,
    measures: {
      items: shown.items.toSorted(byBeginning),
      more: shown.more,
      notLookedAt: { measures: all - found.length, provisions: told.length - standings.length },
    },
    figures: first(
      found.flatMap(({ id, facts }) => rivalFigures(id, facts)),
      MOST.figures,
    ),
  };
};

type Told = Readonly<{ id: string; facts: readonly MeasureFact[]; provision: Provision }>;

const standingOf = ({ id, facts, provision }: Told, partyIds: readonly PartyId[], on: Day): Standing => {
  const { actorId, instrument, title, reference } = announcementIn(facts)!.data;
  const { provisionId, text, entersIntoForce } = provision;
  const course = forceOf(facts, provisionId)!;
  const periods = forcePeriods(course);
  const standing = onTheDay(course, periods, on);
  const same = JSON.stringify(periods);
  return {
    actorId,
    instrument,
    ...(entersIntoForce && { entersIntoForce: datesAsEdtf(entersIntoForce) as DatesAsEdtf<PlannedTime> }),
    provision: { measureId: id, provisionId, ...briefTexts({ title, reference, text }) },
    periods,
    on: standing,
    forParties: partyIds.map((partyId) => {
      if (!course.names(partyId)) return { partyId, ...standing };
      const own = forcePeriods(course, partyId);
      const theirs = onTheDay(course, own, on, partyId);
      return { partyId, ...theirs, ...(JSON.stringify(own) !== same && { periods: latest(own, MOST.periods) }) };
    }),
  };
};

const onTheDay = (course: ForceCourse, periods: readonly ForcePeriod[], on: Day, partyId?: PartyId): OnTheDay => {
  const { status, since, until, instrument } = course.on(on, partyId);
  const period = periods.findLast(({ from }) => from === undefined || from <= on);
  return {
    status,
    ...(since && { since: since.edtf }),
    ...(until && { until: until.edtf }),
    ...(instrument !== undefined && { instrument: brief(instrument) }),
    ...(period?.followsFromDateAlone && { followsFromDateAlone: true }),
  };
};

/** What provisions that share a row have in common: all but the events that it is based on. */
const historyKey = ({ actorId, instrument, entersIntoForce, periods, on, forParties }: Standing): string =>
  JSON.stringify([
    actorId,
    instrument,
    entersIntoForce?.on,
    withoutEvents(periods),
    on,
    forParties.map(({ periods: own, ...theirs }) => [theirs, own && withoutEvents(own.items), own?.more]),
  ]);

const withoutEvents = <T extends object>(periods: readonly (T & Readonly<{ eventIds: unknown }>)[]) =>
  periods.map(({ eventIds: _, ...period }) => period);

const groupOf = (standings: readonly Standing[]): BoardProvisions => {
  const [{ actorId, instrument, entersIntoForce, periods, on, forParties }] = standings as [Standing];
  const basedOn = (n: number) => [...new Set(standings.flatMap((standing) => standing.periods[n]!.eventIds))];
  return {
    actorId,
    instrument,
    ...(entersIntoForce && { entersIntoForce }),
    provisions: first(
      standings.map(({ provision }) => provision),
      MOST.inGroup,
    ),
    periods: latest(
      periods.map((period, n) => ({ ...period, eventIds: basedOn(n).slice(0, MOST.inGroup) })),
      MOST.periods,
    ),
    on,
    forParties,
  };
};

/** In force, for any party, before what may be, and that before what is not. */
const importance = ({ on, forParties }: BoardProvisions): number => {
  const statuses = [on, ...forParties].map(({ status }) => status);
  return Math.min(...statuses.map((status) => BY_IMPORTANCE.indexOf(status)));
};
const BY_IMPORTANCE: readonly ForceStatus[] = [
  'in-force',
  'unknown',
  'not-yet',
  'suspended',
  'expired',
  'removed',
  'not-affected',
];
const byImportance = (a: BoardProvisions, b: BoardProvisions) => importance(a) - importance(b) || byBeginning(b, a);
const byBeginning = (a: BoardProvisions, b: BoardProvisions) => compare(beginning(a), beginning(b));
const beginning = ({ periods, entersIntoForce, provisions }: BoardProvisions) => {
  return `${periods.items[0]!.from ?? ''} ${entersIntoForce?.on ?? ''} ${provisions.items[0]!.measureId}`;
};
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const rivalFigures = (measureId: string, facts: readonly MeasureFact[]): readonly Static<typeof BoardFigures>[] =>
  figuresOf(facts)
    .filter(({ reports }) => new Set(reports.map(({ figure }) => figure)).size > 1)
    .map(({ about, reports }) => ({
      measureId,
      about: brief(about),
      reports: latest(
        reports.map((report) => {
          const { figure, number, unit, reportedById, reportedBy } = report;
          return { ...briefTexts({ figure, number, unit, reportedById, reportedBy }), ...accountIn(report) };
        }),
        MOST.reports,
      ),
    }));
