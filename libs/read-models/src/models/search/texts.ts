import { WORLD_KINDS } from '#domain/ids.js';
import { reachesFrom } from '#domain/world-date.js';
import { MIDDAY, placesOf } from '#domain/world-order.js';
import type { ReadModel, Table, Thing } from '../../projection/read-model.js';
import { THING_COLUMNS } from '../../projection/read-model.js';
import { EVERY, termOf } from '../../projection/terms.js';
import { lastingTerms } from '../listed.js';
import { calendarOf, type MeetingFact } from '../meetings/meeting-plan.js';
import { TOKENIZER, termsOfAll } from '../statements/search-terms.js';
import { openingOf } from '../timeline/timeline.js';
import { textsOf } from './fact-texts.js';

/** Statements have an index of their own. */
export const TEXT_KINDS = WORLD_KINDS.filter((kind) => kind !== 'statement');

const table: Table = {
  columns: {
    // The ordinal is that of its first event
    ...THING_COLUMNS,
    kind: 'TEXT',
    earliest: 'TEXT',
    latest: 'TEXT',
    minute: 'INTEGER',
    reachesFrom: 'TEXT',
    opening: 'INTEGER',
  },
};

/**
 * Things with a full-text index of all that was written about them. A meeting stands on the day on which it was held or else is planned,
 * everything else on that of the fact that opened it, whose ordinal is `opening`. What has no day stands where it was learned.
 */
export const texts: ReadModel = {
  name: 'texts',
  version: 2,
  tables: { texts: table },
  texts: { text_search: { of: 'texts', tokenizer: TOKENIZER, by: 'days', hasPhrases: true } },
  kinds: TEXT_KINDS,
  rows: (thing) => {
    const { kind, stream, id, negotiationId, recorded, events } = thing;
    const opening = openingOf(thing) ?? events[0];
    if (opening === undefined) return { texts: [], text_search: [] };
    const { ordinal } = recorded[0]!;
    const days = daysOf(thing, opening);
    const { reachesFrom: _, ...place } = days;
    const terms = JSON.stringify([EVERY, termOf('kind', kind), ...lastingTerms(days)]);
    return {
      text_search: [{ ordinal, negotiationId, ...place, words: termsOfAll(textsOf(events)), terms }],
      texts: [{ ordinal, stream, id, negotiationId, kind, ...days, opening: opening.ordinal }],
    };
  },
};

const daysOf = ({ kind, events }: Thing, opening: Thing['events'][number]) => {
  const days = kind === 'meeting' ? calendarOf(events as readonly MeetingFact[]).days : undefined;
  if (days === undefined)
    return { ...placesOf(events)[events.indexOf(opening)]!, reachesFrom: reachesFrom(opening.metadata) };
  const { earliest, latest, reachesFrom: from, begins } = days;
  return { earliest, latest, minute: begins === undefined ? MIDDAY : minuteIn(earliest, begins), reachesFrom: from };
};

/** The minutes of an instant from 00:00 UTC of a day. */
const minuteIn = (day: string, instant: string): number => Math.floor((Date.parse(instant) - Date.parse(day)) / 60_000);
