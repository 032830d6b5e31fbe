import { describe, expect, it } from '@jest/globals';
import { type ForceChange, type HeadlineFacts, headlineOf, type PositionMove } from './headline.js';

const change = (from: string, more: Partial<ForceChange> = {}): ForceChange => ({
  actor: 'China',
  turn: 'inForce',
  days: from,
  from,
  count: 1,
  measures: { items: ['No. 1'], more: 0 },
  eventIds: ['told'],
  ...more,
});
const meeting = (earliest: string, latest = earliest) => ({
  title: 'Round 2',
  planned: { eventId: 'planned', earliest, latest },
});
const softened: PositionMove = {
  move: 'softened',
  party: 'China',
  issue: 'Licences',
  days: '2025-10-01',
  eventId: 'moved',
};
const ON = '2025-11-15';
const headline = (facts: Partial<HeadlineFacts>) => headlineOf({ on: ON, changes: [], ...facts });
const idOf = (facts: Partial<HeadlineFacts>) => headline(facts)?.message.id;

describe('the headline of a negotiation', () => {
  it('is absent if nothing changed, is planned, or moved', () => expect(headline({})).toBeUndefined());

  it('is a change in force within 14 days, before or after, rather than a meeting', () => {
    const nextMeeting = meeting('2025-11-16');
    expect(idOf({ nextMeeting, changes: [change('2025-11-01')] })).toBe('headline.changed.inForce');
    expect(idOf({ nextMeeting, changes: [change('2025-10-31')] })).toBe('headline.meeting');
    expect(idOf({ nextMeeting, changes: [change('2025-11-29')] })).toBe('headline.due.inForce');
    expect(idOf({ nextMeeting, changes: [change('2025-11-30')] })).toBe('headline.meeting');
  });
  it('is a meeting if it is certainly within the next 14 days, rather than an older change', () => {
    const changes = [change('2025-01-01')];
    expect(idOf({ changes, nextMeeting: meeting('2025-11-20', '2025-11-29') })).toBe('headline.meeting');
    expect(idOf({ changes, nextMeeting: meeting('2025-11-20', '2025-11-30') })).toBe('headline.changed.inForce');
  });
  it('is the newest change, however old it is, and not one that is due in weeks', () => {
    const changes = [change('2024-01-01', { turn: 'suspended' }), change('2023-01-01'), change('2026-01-01')];
    expect(headline({ changes, lastMove: softened })).toMatchObject({
      message: { id: 'headline.changed.suspended', parameters: { days: '2024-01-01' } },
      eventIds: ['told'],
    });
  });
  it('is the last move of a position if nothing is or was in force', () => {
    expect(headline({ lastMove: softened, changes: [change('2026-01-01')] })).toMatchObject({
      message: {
        id: 'headline.position.softened',
        parameters: { party: 'China', issue: 'Licences', days: '2025-10-01' },
      },
      eventIds: ['moved'],
    });
  });

  it('is the nearest change; of two as far away, that which has happened', () => {
    const days = (changes: readonly ForceChange[]) => headline({ changes })?.message.parameters;
    expect(days([change('2025-11-10'), change('2025-11-17')])).toMatchObject({ days: '2025-11-17' });
    expect(days([change('2025-11-20'), change('2025-11-10')])).toMatchObject({ days: '2025-11-10' });
  });
  it('is, of the changes of one day, that of more provisions', () => {
    const changes = [change(ON), change(ON, { turn: 'expired', count: 2 }), change(ON, { turn: 'removed' })];
    expect(idOf({ changes })).toBe('headline.changed.expired');
  });
  it('says if it follows from a date alone', () => {
    expect(headline({ changes: [change(ON, { followsFromDateAlone: true })] })?.followsFromDateAlone).toBe(true);
    expect(headline({ changes: [change(ON)] })).not.toHaveProperty('followsFromDateAlone');
  });

  it('says which meeting is next, or that none is on record, unless it is that meeting', () => {
    const next = (nextMeeting?: HeadlineFacts['nextMeeting']) => headline({ changes: [change(ON)], nextMeeting })?.next;
    expect(next()).toEqual({ message: { id: 'headline.noMeeting', parameters: {} }, eventIds: [] });
    expect(next(meeting('2025-12-01', '2025-12-07'))).toEqual({
      message: { id: 'headline.meeting', parameters: { title: 'Round 2', days: '2025-12-01/2025-12-07' } },
      eventIds: ['planned'],
    });
    expect(next({ title: 'Round 2', planned: { eventId: 'planned', text: 'in the coming weeks' } })).toMatchObject({
      message: { id: 'headline.meetingInWords', parameters: { words: 'in the coming weeks' } },
    });
    expect(next({ title: 'Round 2' })).toMatchObject({ message: { id: 'headline.meetingWithoutDay' }, eventIds: [] });
    expect(headline({ nextMeeting: meeting(ON) })).not.toHaveProperty('next');
  });
});
