import { describe, expect, it } from '@jest/globals';
import type { EventId, MeetingId, PartyId } from '#domain/ids.js';
import { on, openBefore } from '#domain/testing.js';
import {
  accepted,
  cancelled,
  china,
  confirmed,
  eu,
  gill,
  held,
  notPart,
  planned,
  postponed,
  proposed,
  scheduled,
  told,
  unclear,
  wang,
} from '../../testing/meeting-fixture.js';
import { meeting } from './meeting-routes.js';
import { nextMeeting } from './meetings-by-day.js';
import { meetings, meetingsOf } from './meetings.js';
import { minutes } from '../minutes.js';
import { overview } from '../overview/overview.js';
import { orderThatMatters } from '../../testing/any-order.js';
import { statements } from '../statements/statements.js';
import { type About, about, type Telling, viewsOf } from '../../testing/told-log.js';

const models = [meetings, minutes, statements, overview];
const brussels = (...facts: readonly Telling[]) =>
  meeting(viewsOf(models, about('meeting', 'brussels', proposed, ...facts)), 'brussels');
const next = (today: string, ...facts: readonly Telling[]) =>
  nextMeeting(viewsOf(models, about('meeting', 'brussels', proposed, ...facts)), 'n', today)?.id;

describe('a meeting on the calendar', () => {
  it('is proposed as long as it has no date', () => {
    expect(brussels()).toMatchObject({ status: 'proposed', place: 'Brussels', planned: { text: 'this week' } });
  });
  it('is tentative once it has a date, with who named it and when', () => {
    expect(brussels(scheduled)).toMatchObject({
      status: 'tentative',
      planned: {
        on: '2025-10-30',
        text: 'Thursday',
        earliest: '2025-10-30',
        latest: '2025-10-30',
        occurredOn: '2025-10-26',
        recordedBy: 'Ana',
      },
    });
  });
  it('is confirmed, and keeps its earlier date', () => {
    expect(brussels(scheduled, confirmed)).toMatchObject({ status: 'confirmed', planned: { on: '2025-10-30' } });
  });
  it('has its time from a confirmation without a date', () => {
    const at = told('2025-10-29', 'MeetingConfirmed', { planned: { time: '09:30', zone: 'Europe/Brussels' } });
    expect(brussels(scheduled, at)?.planned).toMatchObject({ on: '2025-10-30', time: '09:30' });
  });
  it('is no longer confirmed if another date is named, but still if the same date is named again', () => {
    const moved = told('2025-11-01', 'MeetingRescheduled', { planned: planned('2025-11-05') });
    const again = told('2025-11-01', 'MeetingScheduled', { planned: planned('2025-10-30') });
    expect(brussels(scheduled, confirmed, moved)).toMatchObject({ status: 'tentative', planned: { on: '2025-11-05' } });
    expect(brussels(scheduled, confirmed, again)?.status).toBe('confirmed');
  });
  it('has no date if it was postponed without a new one', () => {
    const putOff = told('2025-10-28', 'MeetingPostponed', { reason: 'The delegation lands late.' });
    expect(brussels(scheduled, putOff)).not.toHaveProperty('planned');
    expect(brussels(scheduled, postponed)).toMatchObject({
      status: 'postponed',
      planned: { text: 'in the coming weeks' },
    });
  });
  it('is cancelled, and planned again if it is confirmed after that', () => {
    expect(brussels(scheduled, cancelled)?.status).toBe('cancelled');
    expect(brussels(scheduled, cancelled, confirmed)?.status).toBe('confirmed');
  });
  it('stays held, whatever is recorded about its planning later', () => {
    expect(brussels(held, scheduled, told(undefined, 'MeetingConfirmed', {}), cancelled)).toMatchObject({
      status: 'held',
      held: {
        start: '2025-10-30T09:30',
        zone: 'Europe/Brussels',
        attendance: [{ representativeId: wang, presence: 'absent' }],
      },
    });
  });
  it('begins with its proposal, even without a date of the proposal', () => {
    const undated = told(undefined, 'MeetingProposed', {
      title: 'Talks',
      level: 'technical',
      mode: 'hybrid',
      planned: { text: 'this week' },
    });
    const views = viewsOf(models, about('meeting', 'm', undated, scheduled, confirmed));
    expect(meeting(views, 'm')).toMatchObject({ status: 'confirmed', planned: { on: '2025-10-30' } });
  });

  it('lists every account of its date if they differ: "Thursday", and "in the coming weeks" on the same day', () => {
    const gillSays = told('2025-10-27', 'MeetingScheduled', { planned: planned('2025-10-30', 'Thursday') });
    const presidentSays = told('2025-10-27', 'MeetingScheduled', { planned: { text: 'in the coming weeks' } });
    for (const accounts of [
      [gillSays, presidentSays],
      [presidentSays, gillSays],
    ]) {
      const shown = brussels(...accounts);
      expect(shown).toMatchObject({ status: 'tentative', planned: { on: '2025-10-30' } });
      expect(shown?.plannedAccounts?.map(({ text }) => text).toSorted()).toEqual(['Thursday', 'in the coming weeks']);
    }
  });
  it('lists another account of the date, and uses the first', () => {
    const rumour = told(
      '2025-10-28',
      'MeetingScheduled',
      { planned: planned('2025-10-29', 'tomorrow') },
      { reportOf: 'event-1' as EventId },
    );
    expect(brussels(scheduled, rumour)).toMatchObject({
      planned: { on: '2025-10-30' },
      plannedAccounts: [{ on: '2025-10-30' }, { on: '2025-10-29', text: 'tomorrow' }],
    });
  });
  it('lists no other account if all are equal, or if the date was changed later', () => {
    const moved = told('2025-10-28', 'MeetingRescheduled', { planned: planned('2025-10-31') });
    const same = told('2025-10-26', 'MeetingScheduled', { planned: planned('2025-10-30') });
    expect(brussels(scheduled, moved)).not.toHaveProperty('plannedAccounts');
    expect(brussels(scheduled, same)).not.toHaveProperty('plannedAccounts');
  });
  it('is held once, even with two accounts', () => {
    const other = told('2025-10-30', 'MeetingHeld', { outcome: 'none' }, { reportOf: 'event-1' as EventId });
    expect(brussels(held, other)).toMatchObject({
      held: { summary: 'Both sides explained their controls.' },
      heldAccounts: [{}, { outcome: 'none' }],
    });
    expect(brussels(held)).not.toHaveProperty('heldAccounts');
  });
  it('is held, even if that claims to be another account of its planned date', () => {
    const report = told('2025-10-30', 'MeetingHeld', { outcome: 'none' }, { reportOf: 'event-1' as EventId });
    expect(brussels(scheduled, report)).toMatchObject({ held: { outcome: 'none' } });
  });
});

describe('the date of the next meeting', () => {
  it('is the planned date, until that day', () => {
    expect(next('2025-10-27', scheduled)).toBe('brussels');
    expect(next('2025-10-30', scheduled)).toBe('brussels');
    expect(next('2025-10-31', scheduled)).toBeUndefined();
  });
  it('lasts until the end of a span', () => {
    const thisWeek = told('2025-10-26', 'MeetingScheduled', {
      planned: { on: on('2025-10-27/2025-11-02', '2025-10-27', '2025-11-02') },
    });
    expect(next('2025-11-02', thisWeek)).toBe('brussels');
    expect(next('2025-11-03', thisWeek)).toBeUndefined();
  });
  it('is unknown if the meeting was held or cancelled', () => {
    expect(next('2025-10-27', scheduled, held)).toBeUndefined();
    expect(next('2025-10-27', scheduled, cancelled)).toBeUndefined();
  });
  it('is in the words by which the meeting was proposed or postponed', () => {
    expect(next('2025-10-27')).toBe('brussels');
    expect(next('2025-10-27', scheduled, postponed)).toBe('brussels');
  });
  it('is the new date of a postponed meeting', () => {
    const until = told('2025-10-28', 'MeetingPostponed', { until: planned('2025-11-05') });
    expect(next('2025-11-01', scheduled, until)).toBe('brussels');
  });
});

describe('the calendar', () => {
  const call = told('2025-10-24', 'MeetingProposed', {
    title: 'Video conference of the two teams',
    level: 'preparatory',
    mode: 'video-call',
    partyIds: [eu, china],
    planned: planned('2025-10-27'),
    preparesForId: 'brussels' as MeetingId,
  });
  const called = told('2025-10-27', 'MeetingHeld', { durationText: 'almost two hours' });
  const summit = told('2025-07-01', 'MeetingProposed', {
    title: 'Follow-up summit',
    level: 'summit',
    mode: 'in-person',
  });
  const readout = (kind: 'readout' | 'interview', partyId: PartyId, meetingId: string) =>
    ({
      type: 'StatementMade',
      data: { kind, partyId, text: 'They talked.', verbatim: false, meetingId: meetingId as MeetingId },
      circumstances: { occurredOn: on('2025-10-31') },
    }) as const;
  const views = viewsOf(
    models,
    about('meeting', 'a-summit', summit),
    about('meeting', 'brussels', proposed, scheduled),
    about('meeting', 'call', call, called),
    about('minutes', 'minutes', { type: 'MinutesCirculated', data: { meetingId: 'brussels' as MeetingId, text: '…' } }),
    about('statement', 'eu-readout', readout('readout', eu, 'brussels')),
    about('statement', 'china-readout', readout('readout', china, 'brussels')),
    about('statement', 'interview', readout('interview', china, 'brussels')),
    about('statement', 'of-the-call', readout('readout', eu, 'call')),
  );
  const all = { after: undefined, limit: 50 };
  const ids = (filter: Parameters<typeof meetingsOf>[2], negotiationId = 'n') =>
    meetingsOf(views, negotiationId, filter, all).map(({ id }) => id);

  it('is sorted by date, held or planned, with undated meetings last', () => {
    expect(ids({})).toEqual(['call', 'brussels', 'a-summit']);
    expect(ids({}, 'another')).toEqual([]);
  });
  it('is paged without gaps and duplicates', () => {
    const seen: string[] = [];
    for (let after: readonly (string | number)[] | undefined; ;) {
      const [row] = meetingsOf(views, 'n', {}, { after, limit: 1 });
      if (row === undefined) break;
      seen.push(row.id);
      after = row.key;
    }
    expect(seen).toEqual(['call', 'brussels', 'a-summit']);
  });
  it('can be filtered by period, status, mode, level and party', () => {
    expect(ids({ from: '2025-10-28' })).toEqual(['brussels']);
    expect(ids({ to: '2025-10-29' })).toEqual(['call']);
    expect(ids({ from: '2025-10-30', to: '2025-10-30' })).toEqual(['brussels']);
    expect(ids({ from: '2025-10-31' })).toEqual([]);
    expect(ids({ status: 'held' })).toEqual(['call']);
    expect(ids({ status: 'cancelled' })).toEqual([]);
    expect(ids({ mode: 'video-call' })).toEqual(['call']);
    expect(ids({ level: 'summit' })).toEqual(['a-summit']);
    expect(ids({ partyId: [china] })).toEqual(['call', 'brussels']);
    expect(ids({ partyId: ['norway'] })).toEqual([]);
  });
  it('includes what prepared a meeting, its minutes, and the readouts of both sides', () => {
    expect(meeting(views, 'call')).toMatchObject({ preparesForId: 'brussels', preparedByIds: [], minutes: [] });
    expect(meeting(views, 'brussels')).toMatchObject({
      preparedByIds: ['call'],
      minutes: [{ id: 'minutes' }],
      readouts: [{ id: 'china-readout' }, { id: 'eu-readout' }],
    });
  });
  it('does not contain a meeting that was not recorded', () => {
    expect(meeting(views, 'geneva')).toBeUndefined();
  });
  it('uses the nearest date', () => {
    expect(nextMeeting(views, 'n', '2025-10-20')?.id).toBe('brussels');
    expect(nextMeeting(views, 'another', '2025-10-20')).toBeUndefined();
  });
});

describe('two meetings on one day', () => {
  const at = (id: string, time?: string, zone?: string) =>
    about('meeting', id, {
      type: 'MeetingProposed',
      data: { title: id, planned: { on: on('2026-12-10'), ...(time && { time }), ...(zone && { zone }) } },
    });
  const views = viewsOf(
    models,
    at('a-lunch'),
    at('afternoon', '15:00', 'Europe/Brussels'),
    at('morning', '09:00', 'Europe/Brussels'),
    at('there', '10:00', 'Asia/Shanghai'),
  );
  it('are sorted by their times, in any zone, and one without a time is last', () => {
    const days = meetingsOf(views, 'n', {}, { after: undefined, limit: 50 });
    expect(days.map(({ id }) => id)).toEqual(['there', 'morning', 'afternoon', 'a-lunch']);
    expect(nextMeeting(views, 'n', '2026-12-10')?.id).toBe('there');
  });
  it('are paged without gaps and duplicates', () => {
    const [first, second] = meetingsOf(views, 'n', {}, { after: undefined, limit: 2 });
    expect(meetingsOf(views, 'n', {}, { after: second!.key, limit: 50 }).map(({ id }) => id)).toEqual([
      'afternoon',
      'a-lunch',
    ]);
    expect(first!.id).toBe('there');
  });
});

describe('a meeting with an attendee of a party that was not listed', () => {
  const person = (id: string, partyId: PartyId) =>
    about('representative', id, { type: 'RepresentativeNamed', data: { name: id, kind: 'person', partyId } });
  const attended = (presence: string, more: object = {}) =>
    about('meeting', 'm', { type: 'MeetingProposed', data: { title: 'm' } }, {
      type: 'MeetingHeld',
      data: { attendance: [{ representativeId: 'ann', presence, ...more }] },
    } as unknown as Telling);
  const found = (meetingHeld: About, partyId: string) =>
    meetingsOf(
      viewsOf(models, person('ann', eu), person('li', china), meetingHeld),
      'n',
      { partyId: [partyId] },
      {
        after: undefined,
        limit: 50,
      },
    ).length;
  it('is found by the party of the attendee', () => {
    expect(found(attended('present'), eu)).toBe(1);
    expect(found(attended('replaced', { replacedById: 'li' }), china)).toBe(1);
  });
  it('is not found by another party, or that of an absent person', () => {
    expect(found(attended('present'), china)).toBe(0);
    expect(found(attended('excused'), eu)).toBe(0);
    expect(found(attended('replaced', { replacedById: 'li' }), eu)).toBe(0);
  });
});

describe('the next meeting', () => {
  const talks = (id: string, day: ReturnType<typeof on>) =>
    about('meeting', id, { type: 'MeetingProposed', data: { title: id, planned: { on: day } } });
  it('is one with an exact date before one that may be any time this year', () => {
    const views = viewsOf(
      models,
      talks('vague', on('2026', '2026-01-01', '2026-12-31')),
      talks('known', on('2026-11-26')),
    );
    expect(nextMeeting(views, 'n', '2026-11-25')?.id).toBe('known');
    expect(nextMeeting(views, 'n', '2026-11-27')?.id).toBe('vague');
  });
  it('is one that is planned in words, if none has a day to come', () => {
    const inWords = (id: string, text: string, learnedAt: string, ...more: readonly Telling[]) =>
      about(
        'meeting',
        id,
        { type: 'MeetingProposed', data: { title: id, planned: { text } }, circumstances: { learnedAt } } as Telling,
        ...more,
      );
    const coming = inWords('coming', 'in the coming weeks', '2025-10-26T10:00:00.000Z');
    const nextIn = (...meetings: readonly About[]) => nextMeeting(viewsOf(models, ...meetings), 'n', '2025-10-28');
    expect(nextIn(coming, talks('past', on('2025-10-01')))).toMatchObject({
      id: 'coming',
      status: 'proposed',
      planned: { text: 'in the coming weeks' },
    });
    expect(nextIn(coming, talks('known', on('2026-11-26')))?.id).toBe('known');
    const later = inWords('later', 'before the summit', '2025-10-27T11:00:00.000Z');
    expect(nextIn(coming, later)?.id).toBe('later');
    expect(nextIn(later, coming)?.id).toBe('later');
    const putOff = { type: 'MeetingPostponed', data: { until: { text: 'next year' } } } as Telling;
    expect(nextIn(inWords('put-off', 'soon', '2025-10-27T11:00:00.000Z', putOff))?.planned).toMatchObject({
      text: 'next year',
    });
    const cancelled = { type: 'MeetingCancelled', data: {} } as Telling;
    expect(nextIn(inWords('off', 'soon', '2025-10-27T11:00:00.000Z', cancelled))).toBeUndefined();
    expect(nextIn(about('meeting', 'idea', { type: 'MeetingProposed', data: { title: 'An idea' } }))).toBeUndefined();
  });
  it('keeps its date if only the time is recorded later', () => {
    const later = { time: '10:00', zone: 'Europe/Brussels' };
    const hour = { type: 'MeetingRescheduled', data: { planned: later } } as const;
    expect(brussels(scheduled, confirmed, hour)).toMatchObject({
      status: 'confirmed',
      planned: { on: '2025-10-30', time: '10:00' },
    });
    const putOff = { type: 'MeetingPostponed', data: { until: later } } as const;
    expect(brussels(scheduled, confirmed, putOff)).toMatchObject({
      status: 'postponed',
      planned: { on: '2025-10-30', time: '10:00' },
    });
  });
  it('is in every period before its last possible day if the first is unknown', () => {
    const views = viewsOf(models, talks('sometime', openBefore('2027-03-31')));
    const within = (from: string, to: string) =>
      meetingsOf(views, 'n', { from, to }, { after: undefined, limit: 9 }).map(({ id }) => id);
    expect(within('2027-01-01', '2027-01-31')).toEqual(['sometime']);
    expect(within('2027-04-01', '2027-04-30')).toEqual([]);
  });
});

it('a meeting is the same in any order of recording', () => {
  const later = told('2025-10-25', 'InvitationExtended', { inviteeId: wang, invitedById: gill });
  const moved = told('2025-10-24', 'MeetingScheduled', { planned: planned('2025-10-29'), place: 'Geneva' });
  const facts = [accepted, moved, later, scheduled, unclear, notPart, confirmed, held];
  expect(
    orderThatMatters({ kind: 'meeting', models: [meetings, minutes, statements], page: meeting }, [proposed], facts),
  ).toBeUndefined();
  expect(
    orderThatMatters(
      { kind: 'meeting', models: [meetings, minutes, statements], page: meeting },
      [proposed],
      [accepted, scheduled, unclear, cancelled, confirmed],
    ),
  ).toBeUndefined();
});
