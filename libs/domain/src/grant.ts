import {
  type CommandsOf,
  type Decider,
  type EventsOf,
  type Message,
  type Refusal,
  unknown,
  refuseField,
} from './decider.js';
import { isSamePerson, type Person } from './envelope.js';

type Grantee = { issuer: string; subject: string; name?: string };

// Events
export type GrantEvents = {
  GrantGiven: Grantee & { reason?: string };
  GrantRevoked: Grantee & { reason?: string };
};
export type GrantEvent = EventsOf<GrantEvents>;

// Commands
const records = {
  GiveGrant: 'GrantGiven',
  RevokeGrant: 'GrantRevoked',
} as const;
export type GrantCommand = CommandsOf<typeof records, GrantEvents>;

// State
/** The opener of a negotiation has access without a grant, so a revocation may come first. */
export type Grant = Readonly<{ status: 'none' | 'given' | 'revoked' }>;

const guard = (command: GrantCommand, { status }: Grant): Refusal | undefined => {
  switch (command.type) {
    case 'GiveGrant':
      return status === 'given'
        ? refuseField('/subject', 'grant-already-given', 'This person already has access to the negotiation.')
        : undefined;
    case 'RevokeGrant':
      return status === 'revoked'
        ? refuseField('/subject', 'grant-already-revoked', 'The access of this person is already revoked.')
        : undefined;
    default:
      return unknown(command);
  }
};

/** Nobody grants access to themselves. Giving up one's own access only restricts, so it takes one person. */
export const guardGrantToOneself = ({ type, data }: Message, by: Person): Refusal | undefined =>
  type === 'GiveGrant' && isSamePerson(data as Person, by)
    ? refuseField(
        '/subject',
        'grant-to-oneself',
        'You cannot grant access to yourself. Ask another administrator to grant it.',
      )
    : undefined;

const evolve = (_: Grant, event: GrantEvent): Grant => {
  switch (event.type) {
    case 'GrantGiven':
      return { status: 'given' };
    case 'GrantRevoked':
      return { status: 'revoked' };
    default:
      return unknown(event);
  }
};

/**
 * Access to a negotiation; the role decides what the person may do there. A grant or a revocation takes effect when it is
 * recorded. It cannot be corrected or voided; undo it by the opposite.
 */
export const grant: Decider<Grant, GrantCommand, GrantEvent> = {
  kind: 'grant',
  records,
  initial: { status: 'none' },
  guard,
  evolve,
};
