import { describe, expect, it } from '@jest/globals';
import type { EventId, PartyId, RepresentativeId } from './ids.js';
import { meeting, type MeetingEvents } from './meeting.js';
import { on, scenario } from './testing.js';

const { given } = scenario(meeting);

const wang = 'wang' as RepresentativeId;
const china = 'china' as PartyId;
const proposed = {
  type: 'MeetingProposed',
  data: { title: 'Talks in Brussels', level: 'high-level-technical', mode: 'in-person', place: 'Brussels' },
} as const;
const held = { type: 'MeetingHeld', data: { summary: 'Both sides explained their controls.' } } as const;
const thursday = { on: on('2025-10-30'), text: 'Thursday' };
const refusal = (code: string) => expect.objectContaining({ refused: code });

describe('meeting', () => {
  it('can be proposed without a date', () => {
    expect(given().when({ type: 'ProposeMeeting', data: proposed.data })).toEqual([proposed]);
  });
  it('cannot be proposed twice', () => {
    expect(given(proposed).when({ type: 'ProposeMeeting', data: proposed.data })).toEqual(
      refusal('meeting-already-recorded'),
    );
  });
  it('must exist before any other fact about it', () => {
    expect(given().when({ type: 'HoldMeeting', data: {} })).toEqual(refusal('meeting-unknown'));
  });

  it('can have an invitation answered before it has a date', () => {
    const data: MeetingEvents['InvitationAnswered'] = { personId: wang, answer: 'ACCEPTED', text: '"accepted"' };
    expect(given(proposed).when({ type: 'AnswerInvitation', data })).toEqual([{ type: 'InvitationAnswered', data }]);
  });
  it('can be scheduled after it was held, if that is learned late', () => {
    expect(given(proposed, held).when({ type: 'ScheduleMeeting', data: { planned: thursday } })).toHaveLength(1);
  });
  it('can be held without being scheduled', () => {
    expect(given(proposed).when({ type: 'HoldMeeting', data: { durationText: 'almost two hours' } })).toEqual([
      { type: 'MeetingHeld', data: { durationText: 'almost two hours' } },
    ]);
  });
  it('can be held after it was cancelled', () => {
    expect(
      given(proposed, { type: 'MeetingCancelled', data: {} }).when({ type: 'HoldMeeting', data: {} }),
    ).toHaveLength(1);
  });

  it('cannot be held twice', () => {
    expect(given(proposed, held).when({ type: 'HoldMeeting', data: {} })).toEqual(
      refusal('meeting-held-already-recorded'),
    );
  });
  it('can be reported as held twice if the second is another account of the first', () => {
    expect(
      given(proposed, held).when({ type: 'HoldMeeting', data: {} }, { reportOf: 'event-1' as EventId }),
    ).toHaveLength(1);
  });
  it('cannot end before it starts', () => {
    const data = { start: '2025-10-30T10:00', end: '2025-10-30T09:00' };
    expect(given(proposed).when({ type: 'HoldMeeting', data })).toEqual(refusal('end-before-start'));
  });
  it('lists each person once in the attendance', () => {
    const [present, absent] = (['present', 'absent'] as const).map((presence) => ({
      representativeId: wang,
      presence,
    }));
    const hold = (...attendance: NonNullable<MeetingEvents['MeetingHeld']['attendance']>) =>
      given(proposed).when({ type: 'HoldMeeting', data: { attendance } });
    expect(hold(present!, absent!)).toEqual(refusal('attendee-named-twice'));
    expect(hold(present!, { ...absent!, representativeId: 'gill' as RepresentativeId })).toHaveLength(1);
  });
  it('refuses a replacement for a person who was present', () => {
    const attendance = [
      { representativeId: wang, presence: 'present', replacedById: 'deputy' as RepresentativeId },
    ] as const;
    expect(given(proposed).when({ type: 'HoldMeeting', data: { attendance } })).toEqual(
      refusal('replacement-without-replaced'),
    );
  });

  it('can be cancelled once, and again after it was scheduled again', () => {
    const cancelled = { type: 'MeetingCancelled', data: {} } as const;
    const back = { type: 'MeetingRescheduled', data: { planned: thursday } } as const;
    expect(given(proposed, cancelled).when({ type: 'CancelMeeting', data: {} })).toEqual(
      refusal('meeting-cancelled-already-recorded'),
    );
    expect(given(proposed, cancelled, back).when({ type: 'CancelMeeting', data: {} })).toHaveLength(1);
  });

  it('can have a delegation whose level and minister are unclear', () => {
    const data: MeetingEvents['DelegationAnnounced'] = {
      partyId: china,
      level: 'unclear',
      members: [{ representativeId: wang, coming: 'unclear', text: 'amidst confusion' }],
      confirmed: false,
    };
    expect(given(proposed).when({ type: 'AnnounceDelegation', data })).toEqual([{ type: 'DelegationAnnounced', data }]);
  });
  it('refuses a delegation whose head is not coming, or with a member listed twice', () => {
    const member = { representativeId: wang, coming: 'not-coming' } as const;
    const announce = (data: Partial<MeetingEvents['DelegationAnnounced']>) =>
      given(proposed).when({ type: 'AnnounceDelegation', data: { partyId: china, confirmed: true, ...data } });
    expect(announce({ headId: wang, members: [member] })).toEqual(refusal('head-not-coming'));
    expect(announce({ members: [member, member] })).toEqual(refusal('member-named-twice'));
  });

  it('can be voided with all facts about it, and restored by voiding that', () => {
    const voided = {
      type: 'RecordVoided',
      data: { eventId: 'event-0' as EventId, reason: 'another meeting was meant' },
    } as const;
    const unvoided = {
      type: 'RecordVoided',
      data: { eventId: 'event-1' as EventId, reason: 'it did take place' },
    } as const;
    expect(given(proposed, voided).when({ type: 'HoldMeeting', data: {} })).toEqual(refusal('meeting-voided'));
    expect(given(proposed, voided, unvoided).when({ type: 'HoldMeeting', data: {} })).toHaveLength(1);
  });
});
