import type { Marking } from '#domain/marking.js';
import type { Language } from '#messages/languages.js';
import { offsetAt } from '#domain/zoned-time.js';
import { nextDay, type Day } from '#domain/world-date.js';
import type { Calendar, CalendarMeeting, ClockTime } from '#read-models/models/meetings/calendar.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { markingText } from '../http/marking-header.js';
import { calendarText, component, type Component, property, type Property } from './components.js';
import { descriptionOf, latestText } from './description.js';
import { timeZone } from './time-zones.js';

type Answer = Calendar & Readonly<{ names: Names }>;
/** `ofRows`: the marking of each meeting. `isMarked`: whether a marking is above the lowest one. */
type Marked = Readonly<{ marking: Marking; ofRows: readonly Marking[]; isMarked: (marking: Marking) => boolean }>;

/** A calendar of meetings. Its text follows from the record alone, so that it is the same until something changes. */
export const calendarAsText = (
  { items, isCut, names }: Answer,
  language: Language,
  { marking, ofRows, isMarked }: Marked,
): string => {
  const negotiations = new Set(items.map(({ negotiationId }) => negotiationId));
  const [only] = negotiations;
  const title = negotiations.size === 1 ? names[only!]?.label : undefined;
  const about = [`Marking: ${markingText(marking)}`, ...(isCut ? [latestText(items.length, language)] : [])].join('\n');
  const meetings = items.map((meeting, n) => {
    const own = ofRows[n] ?? marking;
    return meetingOf(meeting, { names, language, marking: own, isMarked: isMarked(own) });
  });
  return calendarText(
    component(
      'vcalendar',
      [
        property('version', '2.0'),
        property('prodid', '-//Rapporteur//Rapporteur//EN'),
        property('calscale', 'GREGORIAN'),
        property('x-wr-calname', title ?? 'Rapporteur'),
        property('x-wr-caldesc', about),
        property('x-rapporteur-marking', markingText(marking)),
      ],
      // A calendar has at least one component.
      meetings.length === 0 ? [timeZone('UTC', [1970])] : [...zonesIn(items), ...meetings],
    ),
  );
};

type Told = Readonly<{ names: Names; language: Language; marking: Marking; isMarked: boolean }>;

/**
 * A meeting with a day is an event, with its hour if one was told. What is only known to fall into a period, or has no day at all, is a
 * task: an event would fill all of these days.
 */
const meetingOf = (meeting: CalendarMeeting, told: Told): Component => {
  const { id, revision, recordedAt, changedAt, title, place } = meeting;
  const { marking, isMarked } = told;
  const isEvent = meeting.start !== undefined || isOneDay(meeting);
  const level = markingText(marking);
  return component(isEvent ? 'vevent' : 'vtodo', [
    property('uid', `meeting-${id}`),
    property('dtstamp', secondOf(changedAt), 'date-time'),
    property('created', secondOf(recordedAt), 'date-time'),
    property('last-modified', secondOf(changedAt), 'date-time'),
    property('sequence', revision, 'integer'),
    property('summary', isMarked ? `[${level}] ${title}` : title),
    ...(isEvent ? eventTimes(meeting) : taskTimes(meeting)),
    property('status', isEvent ? eventStatus(meeting) : taskStatus(meeting)),
    property('class', isMarked ? 'CONFIDENTIAL' : 'PUBLIC'),
    // It is not the time of who reads it.
    ...(isEvent ? [property('transp', 'TRANSPARENT')] : []),
    ...(place === undefined ? [] : [property('location', place)]),
    property('description', [...descriptionOf(meeting, told), `Marking: ${level}`].join('\n')),
    property('x-rapporteur-marking', level),
  ]);
};

const isOneDay = ({ first, last }: CalendarMeeting): boolean => first !== undefined && first === last;

const eventStatus = ({ status }: CalendarMeeting): string => {
  if (status === 'cancelled') return 'CANCELLED';
  return status === 'confirmed' || status === 'held' ? 'CONFIRMED' : 'TENTATIVE';
};
const taskStatus = ({ status }: CalendarMeeting): string => {
  if (status === 'cancelled') return 'CANCELLED';
  return status === 'held' ? 'COMPLETED' : 'NEEDS-ACTION';
};

const eventTimes = ({ first, start, end }: CalendarMeeting): readonly Property[] => {
  if (start === undefined)
    return [property('dtstart', first!, 'date'), property('dtend', nextDay(first as Day), 'date')];
  // The end is told after the start, and on the same clocks.
  return [timeOf('dtstart', start), ...(end !== undefined && end.local > start.local ? [timeOf('dtend', end)] : [])];
};
const taskTimes = ({ first, last }: CalendarMeeting): readonly Property[] => [
  ...(first === undefined ? [] : [property('dtstart', first, 'date')]),
  ...(last === undefined ? [] : [property('due', last, 'date')]),
];

/** Without a zone, the clocks are those of the place, wherever that is: so it was told. */
const timeOf = (name: string, { local, zone }: ClockTime): Property => {
  const at = `${local}:00`;
  if (zone === undefined || !isKnown(zone)) return property(name, at, 'date-time');
  return zone === 'UTC' ? property(name, `${at}Z`, 'date-time') : property(name, at, 'date-time', { tzid: zone });
};
const isKnown = (zone: string): boolean => offsetAt(zone, 0) !== undefined;

const zonesIn = (meetings: readonly CalendarMeeting[]): readonly Component[] => {
  const times = meetings.flatMap(({ start, end }) => [start, end]).filter((time) => time !== undefined);
  const byZone = Map.groupBy(times, ({ zone }) => zone);
  return [...byZone].flatMap(([zone, of]) =>
    zone === undefined || zone === 'UTC' || !isKnown(zone)
      ? []
      : [
          timeZone(
            zone,
            of.map(({ local }) => Number(local.slice(0, 4))),
          ),
        ],
  );
};

const secondOf = (instant: string): string => `${instant.slice(0, 19)}Z`;
