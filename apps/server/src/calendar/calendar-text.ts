import type { Marking } from '#domain/marking.js';
import { dateIn, sentenceIn } from '#messages/all-languages.js';
import type { Language } from '#messages/languages.js';
import { canonicalZone } from '#domain/zoned-time.js';
import { nextDay, type Day } from '#domain/world-date.js';
import type { Calendar, CalendarMeeting, ClockTime } from '#read-models/models/meetings/calendar.js';
import type { Names } from '#read-models/models/resolve-labels.js';
import { markingLine, markingText } from '../http/marking-header.js';
import type { Marked } from '../query/forms.js';
import { oneLine } from '../query/told-text.js';
import { calendarText, component, type Component, property, type Property } from './components.js';
import { descriptionOf } from './description.js';
import { timeZone } from './time-zones.js';

/** `negotiationId`: of the only negotiation that it is about. */
type Answer = Calendar & Readonly<{ negotiationId?: string; names: Names }>;

/** A calendar of meetings. Its text follows from the record alone, so that it is the same until something changes. */
export const calendarAsText = (
  { items, isCut, negotiationId, names }: Answer,
  language: Language,
  { marking, ofRows, isMarked, moment }: Marked,
): string => {
  const title = (negotiationId === undefined ? undefined : names[negotiationId]?.label) ?? 'Rapporteur';
  const about = [
    markingLine(marking),
    ...(moment === undefined ? [] : [sentenceIn(language, { id: 'calendar.past', parameters: { moment } })]),
    ...(isCut ? [sentenceIn(language, { id: 'calendar.cut', parameters: { count: items.length } })] : []),
  ];
  const meetings = items.flatMap((meeting, n) => {
    const own = ofRows[n] ?? marking;
    return componentsOf(meeting, { names, language, moment, marking: own, isMarked: isMarked(own) });
  });
  return calendarText(
    component(
      'vcalendar',
      [
        property('version', '2.0'),
        property('prodid', '-//Rapporteur//Rapporteur//EN'),
        property('calscale', 'GREGORIAN'),
        property('x-wr-calname', oneLine(moment === undefined ? title : `${title} (${moment})`)),
        property('x-wr-caldesc', about.join('\n')),
        property('x-rapporteur-marking', markingText(marking)),
      ],
      // A calendar has at least one component.
      meetings.length === 0 ? [timeZone('UTC', [1970])] : [...zonesIn(items), ...meetings],
    ),
  );
};

type Told = Readonly<{
  names: Names;
  language: Language;
  moment: string | undefined;
  marking: Marking;
  isMarked: boolean;
}>;

/**
 * A meeting with a day is an event, with its hour if one was told. What is only known to fall into a period, or has no day at all, is a
 * task: an event would fill all of these days. If it had a day before, that event is cancelled, and the task has a UID of its own: a program
 * that has imported the event would keep the old day.
 */
const componentsOf = (meeting: CalendarMeeting, told: Told): readonly Component[] => {
  const { formerDay } = meeting;
  if (meeting.start !== undefined || isOneDay(meeting)) return [meetingOf(meeting, told, { isEvent: true })];
  if (formerDay === undefined) return [meetingOf(meeting, told, { isEvent: false })];
  const former: CalendarMeeting = { ...meeting, first: formerDay, last: formerDay, status: 'cancelled' };
  return [
    meetingOf(meeting, told, { isEvent: false, suffix: '-open' }),
    component('vevent', [...headOf(former, told, { isEvent: true }), property('transp', 'TRANSPARENT')]),
  ];
};

type Form = Readonly<{ isEvent: boolean; suffix?: string }>;

const meetingOf = (meeting: CalendarMeeting, told: Told, form: Form): Component => {
  const { place } = meeting;
  return component(form.isEvent ? 'vevent' : 'vtodo', [
    ...headOf(meeting, told, form),
    // It is not the time of who reads it.
    ...(form.isEvent ? [property('transp', 'TRANSPARENT')] : []),
    ...(place === undefined ? [] : [property('location', oneLine(place))]),
    property('description', [markingLine(told.marking), ...descriptionOf(meeting, told)].join('\n')),
  ]);
};

/** What it is, when, how it stands, and how it is marked. */
const headOf = (meeting: CalendarMeeting, told: Told, { isEvent, suffix = '' }: Form): readonly Property[] => {
  const { id, sequence, recordedAt, changedAt, title, vagueDay } = meeting;
  const { marking, isMarked, language, moment } = told;
  const level = markingText(marking);
  const isVague = isEvent && vagueDay !== undefined;
  const summary = [
    ...(isMarked ? [`[${level}]`] : []),
    ...(isVague ? [`${dateIn(language, vagueDay)}:`] : []),
    oneLine(title),
  ].join(' ');
  return [
    // A calendar of the past beside that of the present has meetings of its own.
    property('uid', `meeting-${id}${suffix}${moment === undefined ? '' : `-${moment.replaceAll(/[ ,]+/g, '-')}`}`),
    property('dtstamp', secondOf(changedAt), 'date-time'),
    property('created', secondOf(recordedAt), 'date-time'),
    property('last-modified', secondOf(changedAt), 'date-time'),
    property('sequence', sequence, 'integer'),
    property('summary', summary),
    ...(isEvent ? eventTimes(meeting) : taskTimes(meeting)),
    property('status', isEvent ? eventStatus(meeting) : taskStatus(meeting)),
    property('class', isMarked ? 'CONFIDENTIAL' : 'PRIVATE'),
    property('x-rapporteur-marking', level),
  ];
};

const isOneDay = ({ first, last }: CalendarMeeting): boolean => first !== undefined && first === last;

/** A day that is not certain is not confirmed, whatever was said of the meeting. */
const eventStatus = ({ status, vagueDay, isHeldWithoutDate }: CalendarMeeting): string => {
  if (status === 'cancelled') return 'CANCELLED';
  if (vagueDay !== undefined || isHeldWithoutDate === true) return 'TENTATIVE';
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
const timeOf = (name: string, time: ClockTime): Property => {
  const at = `${time.local}:00`;
  const zone = zoneOf(time);
  if (zone === undefined) return property(name, at, 'date-time');
  return zone === 'UTC' ? property(name, `${at}Z`, 'date-time') : property(name, at, 'date-time', { tzid: zone });
};
const zoneOf = ({ local, zone }: ClockTime): string | undefined =>
  zone === undefined || yearOf(local) < FIRST_YEAR_OF_ZONES ? undefined : canonicalZone(zone);
const yearOf = (local: string): number => Number(local.slice(0, 4));
/** Before, each place had clocks of its own. */
const FIRST_YEAR_OF_ZONES = 1900;

const zonesIn = (meetings: readonly CalendarMeeting[]): readonly Component[] => {
  const times = meetings.flatMap(({ start, end }) => [start, end]).filter((time) => time !== undefined);
  return [...Map.groupBy(times, zoneOf)].flatMap(([zone, of]) =>
    zone === undefined || zone === 'UTC'
      ? []
      : [
          timeZone(
            zone,
            of.map(({ local }) => yearOf(local)),
          ),
        ],
  );
};

const secondOf = (instant: string): string => `${instant.slice(0, 19)}Z`;
