import { COMING, LEVELS, MODES, PARTSTAT, PRESENCES } from '#domain/meeting.js';
import { fact, perhaps, PLACES, planned, reasoned, type FactGenerator, ZONES } from './fact-parts.js';

/** The life of a meeting: its proposal first. */
export const MEETING_FACT_GENERATORS: readonly FactGenerator[] = [
  (draw, thing) =>
    fact('MeetingProposed', {
      title: draw.text('Meeting'),
      ...perhaps(draw, {
        level: draw.one(LEVELS),
        mode: draw.one(MODES),
        proposedById: draw.id('party'),
        partyIds: draw.ids('party'),
        issueIds: draw.ids('issue'),
        planned: planned(draw),
        place: draw.one(PLACES),
        ...(thing > 0 && { preparesForId: draw.id('meeting') }),
      }),
    }),
  (draw) =>
    fact('InvitationExtended', {
      inviteeId: draw.id('representative'),
      ...perhaps(draw, { invitedById: draw.id('representative'), text: draw.text('please') }),
    }),
  (draw) =>
    fact('InvitationAnswered', {
      personId: draw.id('representative'),
      answer: draw.one(PARTSTAT),
      ...perhaps(draw, { delegatedToId: draw.id('representative'), reportedById: draw.id('representative') }),
    }),
  (draw) => fact('MeetingScheduled', { planned: planned(draw), ...perhaps(draw, { place: draw.one(PLACES) }) }),
  (draw) =>
    fact(
      'MeetingConfirmed',
      perhaps(draw, { confirmedById: draw.id('party'), planned: planned(draw), place: draw.one(PLACES) }),
    ),
  (draw) =>
    fact('MeetingRescheduled', {
      planned: planned(draw),
      ...perhaps(draw, { place: draw.one(PLACES), reason: draw.text('late') }),
    }),
  (draw) => fact('MeetingPostponed', perhaps(draw, { until: planned(draw), reason: draw.text('late') })),
  reasoned('MeetingCancelled'),
  (draw) =>
    fact('DelegationAnnounced', {
      partyId: draw.id('party'),
      confirmed: draw.oneIn(2),
      ...perhaps(draw, {
        level: draw.one([...LEVELS, 'unclear']),
        headId: draw.id('representative'),
        members: draw.ids('representative').map((representativeId) => ({
          representativeId,
          coming: draw.one(COMING),
          ...perhaps(draw, { text: draw.text('member') }),
        })),
        announcedById: draw.id('representative'),
        text: draw.text('delegation'),
      }),
    }),
  (draw) =>
    fact(
      'MeetingHeld',
      perhaps(draw, {
        start: '2025-06-10T09:30',
        end: '2025-06-11T16:00',
        zone: draw.one(ZONES),
        durationText: 'almost two hours',
        place: draw.one(PLACES),
        partyIds: draw.ids('party'),
        attendance: draw
          .ids('representative')
          .map((representativeId) => ({ representativeId, presence: draw.one(PRESENCES) })),
        summary: draw.text('summary'),
        outcome: draw.text('outcome'),
      }),
    ),
];
