import { describe, expect, it } from '@jest/globals';
import type { HeldAccount, PlannedAccount } from '../types/types.gen.js';
import { accountOf, type Dated, dateOf, rivalsOf, type WeekMeeting } from './meeting-days.js';

const HERE = 'Europe/Brussels';
const told = { learnedAt: '2025-10-27T12:00:00Z', recordedAt: '2025-10-27T12:00:00Z', recordedBy: 'Ana' };
const plan = (eventId: string, more: Partial<PlannedAccount>): PlannedAccount => ({ eventId, ...told, ...more });
const report = (eventId: string, more: Partial<HeldAccount>): HeldAccount => ({ eventId, ...told, ...more });
const meeting = (more: Partial<WeekMeeting>): WeekMeeting => ({
  id: 'talks',
  title: 'Talks',
  negotiationId: 'talks',
  status: 'tentative',
  coming: [],
  ...more,
});
const planned = (more: Partial<PlannedAccount>) => accountOf(meeting({ planned: plan('1', more) }), HERE)!;
const held = (more: Partial<HeldAccount>) => accountOf(meeting({ status: 'held', held: report('1', more) }), HERE)!;

describe('the day of a meeting', () => {
  // As the service sends them: the first and the last day of all of these is 30 October.
  const day = { earliest: '2025-10-30', latest: '2025-10-30' };
  it.each([
    ['2025-10-30', false, '2025-10-30'],
    ['2025-10-30~', true, '2025-10-30~'],
    ['~2025-10-30', true, '2025-10-30~'],
    ['2025-10~-30', true, '2025-10-30~'],
    ['2025-?10-30', true, '2025-10-30?'],
    ['2025-10-?30', true, '2025-10-30?'],
    ['2025~-10-?30', true, '2025-10-30%'],
    ['2025-10-30%', true, '2025-10-30%'],
    ['2025-10-30~/2025-10-30', true, '2025-10-30~'],
  ])('is in doubt wherever the sign for it stands: %s', (on, isVague, date) => {
    const account = planned({ on, ...day });
    expect(account.when).toMatchObject({ from: '2025-10-30', to: '2025-10-30', isVague });
    expect(dateOf(account as Dated)).toBe(date);
    expect(held({ occurredOn: on }).when).toMatchObject({ from: '2025-10-30', to: '2025-10-30', isVague });
  });
  it('is written as that of the reader, as it is drawn, and a period as it was told', () => {
    const dated = (more: Partial<PlannedAccount>) => dateOf(planned(more) as Dated);
    expect(dated({ on: '2025-11-04', time: '02:00', zone: 'Asia/Shanghai' })).toBe('2025-11-03');
    expect(dated({ on: '2025-11-03~', time: '22:00', zone: 'America/New_York' })).toBe('2025-11-04~');
    expect(dated({ on: '2025-11', time: '22:00', zone: 'America/New_York' })).toBe('2025-11');
    expect(dated({ on: '2025-11-03~/2025-11-05' })).toBe('2025-11-03~/2025-11-05');
    const twoDays = held({ start: '2025-10-28T23:00', end: '2025-10-29T23:30', zone: 'America/New_York' });
    expect(dateOf(twoDays as Dated)).toBe('2025-10-29/2025-10-30');
  });
  it('is that of the plan if nobody told when it was held, and says so', () => {
    const plans = { planned: plan('1', { on: '2025-10-30', time: '09:30', zone: HERE }) };
    const of = (more: Partial<HeldAccount>, status: WeekMeeting['status'] = 'held') =>
      accountOf(meeting({ ...plans, status, held: report('2', more) }), HERE);
    expect(of({})).toMatchObject({ when: { from: '2025-10-30' }, isOfPlan: true });
    expect(of({ occurredOn: '2025-10-31' })).not.toHaveProperty('isOfPlan');
    expect(accountOf(meeting(plans), HERE)).not.toHaveProperty('isOfPlan');
  });
});

describe('the hour of a meeting', () => {
  it('is that of the reader if its zone is known, and else as told', () => {
    const on = '2025-10-30';
    expect(planned({ on, time: '09:30', zone: HERE }).when).toMatchObject({ time: '09:30' });
    expect(planned({ on, time: '09:30', zone: HERE }).when).not.toHaveProperty('there');
    for (const zone of [undefined, 'Europe/Atlantis']) {
      const { when } = planned({ on, time: '09:30', ...(zone !== undefined && { zone }) });
      expect(when).toEqual({ from: on, to: on, isVague: false, there: { time: '09:30', ...(zone && { zone }) } });
    }
    expect(held({ start: '2025-10-30T09:30', end: '2025-10-30T12:00' }).when).toMatchObject({
      there: { time: '09:30' },
    });
  });
  it('is told of a held meeting with its day, too', () => {
    const occurredTime = { time: '23:00', zone: 'America/New_York' };
    expect(held({ occurredOn: '2025-10-29', occurredTime }).when).toMatchObject({
      from: '2025-10-30',
      time: '04:00',
      there: occurredTime,
    });
  });
});

describe('other accounts of when a meeting is', () => {
  const others = (chosen: Partial<PlannedAccount>, ...rivals: readonly Partial<PlannedAccount>[]) => {
    const first = plan('chosen', chosen);
    const plannedAccounts = [first, ...rivals.map((rival, n) => plan(`rival ${n}`, rival))];
    return rivalsOf(meeting({ planned: first, plannedAccounts }), HERE).map(({ eventId }) => eventId);
  };
  const on = '2025-10-30';
  it('name another hour of the same day', () => {
    const morning = { on, time: '09:30', zone: HERE };
    expect(others(morning, { ...morning, time: '15:00' })).toEqual(['rival 0']);
    expect(others({ on }, { on, time: '15:00', zone: HERE })).toEqual(['rival 0']);
    // Nobody knows which hour of the reader that is.
    expect(others(morning, { on, time: '09:30' })).toEqual(['rival 0']);
    const reports = ['09:30', '15:00'].map((time) => report(time, { start: `${on}T${time}`, zone: HERE }));
    const both = meeting({ status: 'held', held: reports[0]!, heldAccounts: reports });
    expect(rivalsOf(both, HERE).map(({ eventId }) => eventId)).toEqual(['15:00']);
  });
  it('are none if they say the same, or less', () => {
    const morning = { on, time: '09:30', zone: HERE };
    expect(others(morning, morning, { on, text: 'on Thursday' })).toEqual([]);
    expect(others(morning, { on, time: '08:30', zone: 'Europe/London' })).toEqual([]);
  });
});
