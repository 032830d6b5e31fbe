import { type CommandsOf, type Decider, type EventsOf, type Refusal, refuse, unknown } from './decider.js';

/** A person, identified by the login. */
type Person = { issuer: string; subject: string; name?: string };

// Events
export type GrantEvents = {
  GrantGiven: Person & { reason?: string };
  GrantRevoked: Person & { reason?: string };
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
        ? refuse('grant-already-given', 'This person already has access to the negotiation.')
        : undefined;
    case 'RevokeGrant':
      return status === 'revoked'
        ? refuse('grant-already-revoked', 'The access of this person is already revoked.')
        : undefined;
    default:
      return unknown(command);
  }
};

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
