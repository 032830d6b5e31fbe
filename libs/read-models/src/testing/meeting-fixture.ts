import type { IssueId, PartyId, RepresentativeId } from '#domain/ids.js';
import type { MeetingEvents } from '#domain/meeting.js';
import { on } from '#domain/testing.js';
import type { Telling } from './told-log.js';

// The talks of October 2025 in Brussels, as reported at the time.

export const [eu, china] = ['eu', 'china'] as [PartyId, PartyId];
export const [wang, sefcovic, gill] = ['wang', 'sefcovic', 'gill'] as [
  RepresentativeId,
  RepresentativeId,
  RepresentativeId,
];

/** A fact and the day on which it happened. */
export const told = <T extends keyof MeetingEvents>(
  day: string | undefined,
  type: T,
  data: MeetingEvents[T],
  more = {},
) => ({ type, data, circumstances: { ...(day && { occurredOn: on(day) }), ...more } }) as Telling;
export const planned = (day: string, text?: string) => ({ on: on(day), ...(text !== undefined && { text }) });

export const proposed = told('2025-10-20', 'MeetingProposed', {
  title: 'High-level technical talks',
  level: 'high-level-technical',
  mode: 'in-person',
  proposedById: eu,
  partyIds: [eu, china],
  issueIds: ['rare-earths' as IssueId],
  planned: { text: 'this week' },
  place: 'Brussels',
});
export const invited = told('2025-10-20', 'InvitationExtended', { inviteeId: wang, invitedById: sefcovic });
export const accepted = told('2025-10-21', 'InvitationAnswered', {
  personId: wang,
  answer: 'ACCEPTED',
  reportedById: sefcovic,
});
export const scheduled = told('2025-10-26', 'MeetingScheduled', { planned: planned('2025-10-30', 'Thursday') });
export const unclear = told('2025-10-27', 'DelegationAnnounced', {
  partyId: china,
  level: 'unclear',
  members: [{ representativeId: wang, coming: 'unclear' }],
  confirmed: false,
  announcedById: gill,
});
export const notPart = told('2025-10-28', 'DelegationAnnounced', {
  partyId: china,
  level: 'high-level-technical',
  members: [{ representativeId: wang, coming: 'not-coming' }],
  confirmed: true,
  announcedById: gill,
});
export const confirmed = told('2025-10-29', 'MeetingConfirmed', { confirmedById: eu });
export const held = told('2025-10-30', 'MeetingHeld', {
  start: '2025-10-30T09:30',
  end: '2025-10-30T16:00',
  zone: 'Europe/Brussels',
  partyIds: [eu, china],
  attendance: [{ representativeId: wang, presence: 'absent' }],
  summary: 'Both sides explained their controls.',
});
export const cancelled = told('2025-10-28', 'MeetingCancelled', { reason: 'No room was free.' });
export const postponed = told('2025-10-28', 'MeetingPostponed', { until: { text: 'in the coming weeks' } });
