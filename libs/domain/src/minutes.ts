import { type CommandsOf, type Decider, type EventsOf, onlyOnce, type Refusal, unknown } from './decider.js';
import { type Document, guardContent } from './document.js';
import type { MeetingId, PartyId, RepresentativeId } from './ids.js';

// Events. Minutes are a separate thing, so that they can have a higher marking than the meeting.
export type MinutesEvents = {
  MinutesCirculated: { meetingId: MeetingId; text?: string; document?: Document; circulatedById?: RepresentativeId };
  /** `text`: a reservation or remark. */
  MinutesApproved: { partyId: PartyId; text?: string };
};
export type MinutesEvent = EventsOf<MinutesEvents>;

// Commands
const records = {
  CirculateMinutes: 'MinutesCirculated',
  ApproveMinutes: 'MinutesApproved',
} as const;
export type MinutesCommand = CommandsOf<typeof records, MinutesEvents>;

// State
export type Minutes = Readonly<{ approvedBy: readonly PartyId[] }>;

const guard = (command: MinutesCommand, { approvedBy }: Minutes): Refusal | undefined => {
  switch (command.type) {
    case 'CirculateMinutes':
      return guardContent('minutes', command.data);
    case 'ApproveMinutes':
      return onlyOnce('approval', approvedBy.includes(command.data.partyId));
    default:
      return unknown(command);
  }
};

const evolve = (state: Minutes, event: MinutesEvent): Minutes => {
  switch (event.type) {
    case 'MinutesCirculated':
      return state;
    case 'MinutesApproved':
      return { approvedBy: [...state.approvedBy, event.data.partyId] };
    default:
      return unknown(event);
  }
};

export const minutes: Decider<Minutes, MinutesCommand, MinutesEvent> = {
  kind: 'minutes',
  records,
  opening: 'CirculateMinutes',
  initial: { approvedBy: [] },
  guard,
  evolve,
};
