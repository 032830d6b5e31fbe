import { describe, expect, it } from '@jest/globals';
import { PageBudget } from '../../routes/pages.js';
import { on } from '#domain/testing.js';
import { planned, told } from '../../testing/meeting-fixture.js';
import { about, type Telling, viewsOf } from '../../testing/told-log.js';
import { overview } from '../overview/overview.js';
import { things } from '../things.js';
import { calendarOf } from './calendar.js';
import { meetings } from './meetings.js';

const TODAY = '2026-12-01';
const proposed = (title: string, more: object = {}) => told(undefined, 'MeetingProposed', { title, ...more });
const of = (id: string, day: string | undefined, negotiationId = 'n') =>
  about('meeting', id, {
    ...proposed(id, day === undefined ? {} : { planned: planned(day) }),
    metadata: { negotiationId },
  });
const views = viewsOf(
  [things, meetings, overview],
  ...Array.from({ length: 12 }, (_, n) => of(`undated-${n}`, undefined)),
  of('long-ago', '2020-01-01'),
  of('yesterday', '2026-11-30'),
  of('elsewhere-yesterday', '2026-11-30', 'other'),
  of('today', TODAY),
  of('next-week', '2026-12-08', 'other'),
  of('next-year', '2027-06-01'),
);
const ids = (most: number, among = ['n', 'other']) => {
  const { items, isCut } = calendarOf(views, among, TODAY, { most });
  return [...items.map(({ id }) => id), isCut];
};

describe('the meetings of a calendar', () => {
  it('are those to come, then the latest, however many have no day; and they are shown by day', () => {
    expect(ids(2)).toEqual(['today', 'next-week', true]);
    expect(ids(4)).toEqual(['yesterday', 'today', 'next-week', 'next-year', true]);
    expect(ids(5)).toEqual(['elsewhere-yesterday', 'yesterday', 'today', 'next-week', 'next-year', true]);
    expect(ids(7)).toEqual([
      'long-ago',
      'elsewhere-yesterday',
      'yesterday',
      'today',
      'next-week',
      'next-year',
      'undated-0',
      true,
    ]);
  });
  it('are all of them, and of these negotiations alone', () => {
    expect(ids(18).slice(-2)).toEqual(['undated-9', false]);
    expect(ids(18)).toHaveLength(19);
    expect(ids(18, ['other'])).toEqual(['elsewhere-yesterday', 'next-week', false]);
  });
  it('are fewer if they are large', () => {
    const { items, isCut } = calendarOf(views, ['n'], TODAY, { budget: new PageBudget(1) });
    expect([items.map(({ id }) => id), isCut]).toEqual([['today'], true]);
  });
});

const meetingOf = (...facts: readonly Telling[]) =>
  calendarOf(viewsOf([things, meetings, overview], about('meeting', 'm', ...facts)), ['n'], TODAY).items[0]!;

describe('a meeting in a calendar', () => {
  const plan = { on: on('2026-12-03'), time: '09:30', zone: 'Europe/Brussels' };
  it('that was held on a day that nobody told has the day and the hour of the plan, and says so', () => {
    const held = meetingOf(proposed('Talks', { planned: plan }), told(undefined, 'MeetingHeld', {}));
    expect(held).toMatchObject({
      status: 'held',
      start: { local: '2026-12-03T09:30', zone: 'Europe/Brussels' },
      isHeldWithoutDate: true,
    });
    const dated = meetingOf(proposed('Talks', { planned: plan }), told('2026-12-03', 'MeetingHeld', {}));
    expect([dated.start, dated.isHeldWithoutDate]).toEqual([undefined, undefined]);
  });
  it('keeps how vaguely its day was told', () => {
    const vague = { ...on('2026-12-04'), edtf: '2026-12-04~' };
    expect(meetingOf(proposed('Talks', { planned: { on: vague } })).vagueDay).toBe('2026-12-04~');
    expect(meetingOf(proposed('Talks', { planned: planned('2026-12-04') })).vagueDay).toBeUndefined();
  });
  it('has the last day that it had before it had none', () => {
    const first = proposed('Talks', { planned: planned('2026-12-04') });
    const moved = told('2026-11-01', 'MeetingRescheduled', { planned: planned('2026-12-05') });
    const postponed = told('2026-11-02', 'MeetingPostponed', {});
    expect(meetingOf(first, moved, postponed)).toMatchObject({ status: 'postponed', formerDay: '2026-12-05' });
    expect(meetingOf(first, moved).formerDay).toBeUndefined();
    expect(meetingOf(proposed('Talks')).formerDay).toBeUndefined();
  });
});
