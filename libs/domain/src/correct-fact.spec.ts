import { describe, expect, it } from '@jest/globals';
import { correctFact } from './correct-fact.js';
import type { Patch } from './correction.js';
import type { Message } from './decider.js';
import type { EventId, Instant } from './ids.js';
import { meeting } from './meeting.js';
import { position } from './position.js';
import { type GivenFact, on, recorded } from './testing.js';

const now = '2026-02-01T12:00:00.000Z' as Instant;
const title = { type: 'MeetingProposed', data: { title: 'Talks' } } as const;
const held: GivenFact<Message> = {
  type: 'MeetingHeld',
  data: { start: '2025-10-30T09:30', zone: 'Europe/Brussels', summary: 'Talks' },
  circumstances: { occurredOn: on('2025-10-30') },
};
const taken: GivenFact<Message> = {
  type: 'PositionTaken',
  data: { partyId: 'eu', issueId: 'licences', scope: 'public', text: 'No controls.', kind: 'demand' },
};

/** Reads the fields as they are, and days as dates. */
const read = ({ occurredOn, occurredTime, learnedAt, reportOf, ...data }: Patch) => ({
  data,
  circumstances: {
    ...(occurredOn !== undefined && { occurredOn: on(occurredOn as string) }),
    ...(occurredTime !== undefined && { occurredTime }),
    ...(learnedAt !== undefined && { learnedAt }),
    ...(reportOf !== undefined && { reportOf }),
  } as never,
});
const correct = (decider: typeof meeting | typeof position, facts: readonly GivenFact<Message>[], changes: Patch) =>
  correctFact(
    decider as never,
    recorded<Message>(decider, facts),
    { eventId: `event-${facts.length - 1}` as EventId, changes, reason: 'A slip.' },
    read,
    now,
  );
const ofMeeting = (changes: Patch) => correct(meeting, [title, held], changes);
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('a correction', () => {
  it('records what differs, in the stored form', () => {
    expect(ofMeeting({ summary: 'Long talks', zone: 'Europe/Brussels' })).toMatchObject({
      event: {
        type: 'RecordCorrected',
        data: { eventId: 'event-1', changes: { summary: 'Long talks' }, reason: 'A slip.' },
      },
    });
  });
  it('moves the day of a meeting with its start, unless another day was entered', () => {
    expect(ofMeeting({ start: '2025-10-31T09:30' })).toMatchObject({
      event: { data: { changes: { start: '2025-10-31T09:30', occurredOn: { edtf: '2025-10-31' } } } },
    });
    expect(ofMeeting({ start: '2025-10-31T09:30', occurredOn: '2025-10-30' })).toEqual(refusal('held-on-another-day'));
  });
  it('changes something', () => expect(ofMeeting({ summary: 'Talks' })).toEqual(refusal('nothing-changes')));
  it('does not name its own fact as another account of it', () => {
    expect(ofMeeting({ reportOf: 'event-1' })).toEqual(refusal('report-of-itself'));
  });
  it('does not say that a fact was learned before it happened, or after it was recorded', () => {
    expect(ofMeeting({ learnedAt: '2025-10-01T09:00:00.000Z' })).toEqual(refusal('learned-before-it-happened'));
    expect(ofMeeting({ learnedAt: '2026-01-20T09:00:00.000Z' })).toEqual(refusal('learned-in-the-future'));
    expect(ofMeeting({ learnedAt: '2025-10-31T09:00:00.000Z' })).not.toHaveProperty('refused');
  });
  it('gives no hour that is still to come', () => {
    const cancelled = { type: 'MeetingCancelled', data: {}, circumstances: { occurredOn: on('2026-02-01') } } as const;
    const at = (time: string) => correct(meeting, [title, cancelled], { occurredTime: { time, zone: 'UTC' } });
    expect(at('12:01')).toEqual(refusal('occurred-in-the-future'));
    expect(at('11:59')).not.toHaveProperty('refused');
  });
  it('changes neither the marking nor what identifies a thing', () => {
    expect(ofMeeting({ marking: { level: 'secret' } })).toEqual(refusal('marking-not-correctable'));
    expect(correct(meeting, [title], { id: 'another' })).toEqual(refusal('identity-not-correctable'));
    expect(correct(position, [taken], { partyId: 'china' })).toEqual(refusal('identity-not-correctable'));
    expect(correct(position, [taken], { partyId: 'EU', text: 'Fewer controls.' })).not.toHaveProperty('refused');
  });
});
