import type { EventOf } from '#domain/events.js';
import type { Coming } from '#domain/meeting.js';

type Delegation = Pick<EventOf<'DelegationAnnounced'>['data'], 'headId' | 'members'>;
/** The members of a delegation of whom the same is known, besides its head. */
export const membersWho = (coming: Coming, { headId, members = [] }: Delegation): readonly string[] =>
  members
    .filter((member) => member.coming === coming && member.representativeId !== headId)
    .map((member) => member.representativeId);

/** Who was there, by name. */
export const presentIn = ({ attendance = [] }: Pick<EventOf<'MeetingHeld'>['data'], 'attendance'>): readonly string[] =>
  attendance.filter(({ presence }) => presence === 'present').map((person) => person.representativeId);
