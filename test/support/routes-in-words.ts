import { parse } from 'csv-parse/sync';
import { parseAtomFeed } from 'feedsmith';
import ICAL from 'ical.js';
import type { Test } from 'supertest';

/** Who asks about one negotiation, and as of which moment: a query, which may be empty. */
export type Reading = Readonly<{ get: (path: string) => Test; id: string; moment?: string }>;
type Items<Item> = Readonly<{ items: readonly Item[] }>;
type Axis = Readonly<{ days: readonly Readonly<{ day: string; events: number }>[] }>;
type Untold = Readonly<{ id: string; text: string; parameters: Readonly<Record<string, string | number>> }>;
type Section = Readonly<{
  id: string;
  sentences: readonly (Untold & Readonly<{ counts?: true }>)[];
  notes: readonly Untold[];
}>;

/** The answer; of what is refused, it is the code of the problem alone. */
export const answerOf = async ({ get, moment = '' }: Reading, path: string, accept = 'application/json') => {
  const address = moment === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${moment}`;
  const { status, text, headers } = await get(address).set('accept', accept).buffer(true);
  if (status === 200) return { text, headers };
  if (status !== 404) throw new Error(`${address}: ${status} ${text}`);
  return { code: (JSON.parse(text) as { code: string }).code, text, headers };
};
const told = async <Body>(reading: Reading, path: string, words: (body: Body) => string): Promise<string> => {
  const { code, text } = await answerOf(reading, path);
  return code ?? words(JSON.parse(text) as Body);
};
const or = (none: string, parts: readonly string[]) => (parts.length === 0 ? none : parts.join(', '));

/** `2 dated to 2025-07-24, 7 learned to 2025-10-27, 8 recorded`. */
export const momentsInWords = (reading: Reading) =>
  told<Record<'happenedBy' | 'knownAt' | 'asOf', Axis>>(
    reading,
    `/v1/negotiations/${reading.id}/moments`,
    ({ happenedBy, knownAt, asOf }) => {
      const sum = ({ days }: Axis) => days.reduce((all, { events }) => all + events, 0);
      const to = ({ days }: Axis) => (days.length === 0 ? '' : ` to ${days.at(-1)!.day}`);
      return `${sum(happenedBy)} dated${to(happenedBy)}, ${sum(knownAt)} learned${to(knownAt)}, ${sum(asOf)} recorded`;
    },
  );

type Event = Readonly<{
  title: string;
  inEffect: boolean;
  corrections: readonly object[];
  followedBy?: { type: string };
}>;
/** What an event says, whether it was corrected or voided, and what followed it. */
export const eventInWords = (reading: Reading, id: string) =>
  told<Event>(reading, `/v1/events/${id}`, ({ title, inEffect, corrections, followedBy }) =>
    [
      title,
      ...(corrections.length === 0 ? [] : [inEffect ? 'corrected' : 'voided']),
      ...(followedBy ? [`then ${followedBy.type}`] : []),
    ].join('; '),
  );

/** The last part of the id of a message: `open` of `brief.pledge.open`, `Proposed` of `fact.MeetingProposed`. */
const named = ({ id }: Untold, part: number) => id.split('.')[part]!.replace(/^(?:Meeting|Delegation|Position)/, '');
const SECTIONS: Readonly<Record<string, (section: Section, title: string) => string>> = {
  meeting: ({ sentences }, title) =>
    or(
      'nothing',
      sentences.map((one) => (one.text.includes(title) ? '' : 'before: another ') + named(one, 1).toLowerCase()),
    ),
  coming: ({ sentences, notes }) =>
    or('nobody', [
      ...sentences.map((one) => {
        const who = one.parameters['person'] ?? one.parameters['party'];
        const what = `${who} ${named(one, 1).toLowerCase()}`;
        return one.counts ? `[${what}]` : what;
      }),
      ...notes.map(({ parameters: { party } }) => `no word on ${party ?? 'parties'}`),
    ]),
  positions: ({ sentences, notes }) =>
    or('nothing', [
      ...sentences.map((one) =>
        one.id.startsWith('brief.') ? `${one.parameters['party']}: ${named(one, 2)}` : named(one, 2),
      ),
      ...notes.map((one) => `no ${named(one, 2)}`),
    ]),
  measures: ({ sentences, notes }) =>
    or('nothing', [
      ...sentences.map((one) => {
        const { count, days } = one.parameters;
        return [count, named(one, 2), ...(days === undefined ? [] : [days])].join(' ');
      }),
      ...notes.map((one) => `no ${named(one, 2)}`),
    ]),
  pledges: ({ sentences, notes }) =>
    or('nothing', [
      ...sentences.map((one) => named(one, one.id.startsWith('brief.') ? 2 : 1)),
      ...notes.map(() => 'none'),
    ]),
  statements: ({ sentences, notes }) =>
    [String(sentences.length), ...notes.flatMap(({ parameters: { count } }) => (count ? [`${count} more`] : []))].join(
      ' and ',
    ),
  disputes: ({ sentences }) => String(sentences.length),
};
type Brief = Readonly<{ title: string; status: string; sections: readonly Section[] }>;
/** Each section of a brief in a line. */
export const briefInWords = async (reading: Reading, meetingId: string): Promise<Readonly<Record<string, string>>> => {
  const { code, text } = await answerOf(reading, `/v1/meetings/${meetingId}/brief`);
  if (code !== undefined) return { brief: code };
  const { title, status, sections } = JSON.parse(text) as Brief;
  const lines = sections.map((section) => [section.id, SECTIONS[section.id]!(section, title)] as const);
  return { brief: status, ...Object.fromEntries(lines) };
};

export const meetingsInWords = (reading: Reading, days: string) =>
  told<Items<{ title: string; status: string }>>(reading, `/v1/meetings?${days}`, ({ items }) =>
    or(
      'none',
      items.map(({ title, status }) => `${title} ${status}`),
    ),
  );

export const searchInWords = (reading: Reading, q: string) =>
  told<Items<{ earliest: string; kind: string }>>(reading, `/v1/search?q=${q}`, ({ items }) =>
    or(
      'nothing',
      items.map(({ earliest, kind }) => `${kind} ${earliest}`),
    ),
  );

type Listed = Readonly<{
  id: string;
  status: string;
  nextMeeting?: { title: string };
  lastEvent?: { type: string; occurredOn?: string };
  counts: Readonly<Record<string, number>>;
}>;
/** `active; next Talks; last MeetingHeld 2025-10-30; 2 party, 1 issue`. */
export const listedInWords = (reading: Reading) =>
  told<Items<Listed>>(reading, '/v1/negotiations?include=nextMeeting,lastEvent,counts', ({ items }) => {
    const listed = items.find(({ id }) => id === reading.id);
    if (listed === undefined) return 'not listed';
    const { status, nextMeeting, lastEvent, counts } = listed;
    const some = Object.entries(counts).filter(([, count]) => count > 0);
    return [
      status,
      `next ${nextMeeting?.title ?? 'none'}`,
      `last ${lastEvent === undefined ? 'none' : `${lastEvent.type} ${lastEvent.occurredOn}`}`,
      or(
        'nothing',
        some.map(([kind, count]) => `${count} ${kind}`),
      ),
    ].join('; ');
  });

export const namesInWords = (reading: Reading) =>
  told<Items<{ name: string }>>(reading, `/v1/negotiations/${reading.id}/names?limit=200`, ({ items }) =>
    or(
      'none',
      items.map(({ name }) => name),
    ),
  );

/** Of a calendar of a negotiation, or of all: `2025-10-30 CONFIRMED Talks`. A task has both its days. */
export const calendarInWords = async (reading: Reading, path = `/v1/negotiations/${reading.id}/calendar.ics`) => {
  const { code, text } = await answerOf(reading, path, 'text/calendar');
  if (code !== undefined) return code;
  const parts = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents();
  return or(
    'empty',
    parts
      .filter((one) => one.name !== 'vtimezone')
      .map((one) => {
        const value = (name: string) => one.getFirstPropertyValue(name)?.toString();
        const days = [value('dtstart'), value('due')].filter((day) => day !== undefined);
        return [days.join('/') || 'undated', value('status'), value('summary')].join(' ');
      }),
  );
};

/** Whether the feed of what was recorded last has the facts of the timeline, or the last 50 of them; what it has else. */
export const activityInWords = async (reading: Reading) => {
  const { code, text } = await answerOf(
    reading,
    `/v1/negotiations/${reading.id}/activity.atom`,
    'application/atom+xml',
  );
  if (code !== undefined) return code;
  const told = (parseAtomFeed(text).entries ?? []).map(
    ({ id }) => /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.exec(id!)![0],
  );
  const page = await answerOf(reading, `/v1/negotiations/${reading.id}/timeline?limit=200`);
  const facts = (JSON.parse(page.text) as Items<{ eventId: string }>).items.map(({ eventId }) => eventId);
  const other = told.filter((id) => !facts.includes(id));
  if (told.length !== Math.min(50, facts.length)) return `${told.length} of ${facts.length}`;
  return other.length === 0 ? 'the last of the timeline' : other.join();
};

/** The rows of a list as CSV, by one of their columns, or else by another; with their markings, unless they are public. */
export const rowsInWords = async (reading: Reading, plural: string, columns: readonly string[]) => {
  const { code, text } = await answerOf(reading, `/v1/negotiations/${reading.id}/${plural}`, 'text/csv');
  if (code !== undefined) return code;
  const rows = parse<Record<string, string>>(text, { columns: true });
  return or(
    'none',
    rows.map((row) => {
      const name = columns.map((column) => row[column]).find((cell) => cell !== '') ?? 'blank';
      return row['marking'] === 'public' ? name : `[${row['marking']}] ${name}`;
    }),
  );
};
